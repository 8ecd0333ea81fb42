import { createHash } from 'node:crypto';
import type { ChatStore } from '../../../src/handlers/chat/chat-store';
import type { Connection, ConnectionStore } from '../../../src/handlers/chat/connection-store';
import { deliver } from '../../../src/handlers/chat/deliver';
import { joinRoom } from '../../../src/handlers/chat/join-room';
import { type HistoryRange, readRoomHistory } from '../../../src/handlers/chat/read-history';
import { type Recorded, recordMessage, type Send } from '../../../src/handlers/chat/record-message';
import type { Message } from '../../../src/protocol/message';
import { ManualClock } from './manual-clock';
import { MemoryChatStore } from './memory-chat-store';
import { MemoryConnectionStore } from './memory-connection-store';
import { type Around, interpose } from './port-calls';
import { RecordingPoster } from './recording-poster';

export const HOUR_MS = 3_600_000;

/** A chat room as the handlers make it of its parts, on stores and a clock that a test has in hand. */
export class Chatroom<S extends ChatStore = MemoryChatStore, C extends ConnectionStore = MemoryConnectionStore> {
  readonly clock = new ManualClock();
  readonly poster = new RecordingPoster();
  private ids = 0;

  constructor(readonly store: S, readonly connections: C) {}

  /** What functions of `chat/` work on; every call goes through `around`. */
  ports(around: Around = async (_, perform) => perform()) {
    return {
      store: interpose<ChatStore>(this.store, around),
      connections: interpose<ConnectionStore>(this.connections, around),
      poster: interpose(this.poster, around),
      clock: this.clock,
      random: () => 0.5,
      createId: () => `id-${(this.ids += 1)}`,
      encode: (text: string) => ({ body: Buffer.from(text), hash: createHash('sha256').update(text).digest('hex') }),
    };
  }

  /** Lets a connection in: of a user of its own, for an hour, unless told otherwise. */
  async connect(connectionId: string, fields: Partial<Connection> = {}): Promise<void> {
    await this.connections.put({
      connectionId,
      userId: `user-of-${connectionId}`,
      name: 'Ada',
      originJti: `sign-in-of-${connectionId}`,
      sessionExpiresAt: this.clock.now() + HOUR_MS,
      rooms: new Set(),
      rateTime: 0,
      ...fields,
    });
  }

  async join(connectionId: string, roomId = 'general', { after, around }: { after?: number; around?: Around } = {}) {
    return joinRoom({ connectionId, roomId, after }, this.ports(around));
  }

  async record(send: Partial<Send> = {}, around?: Around): Promise<Recorded> {
    return recordMessage(sendOf(send), this.ports(around));
  }

  async deliver(message: Message, senderConnectionId = 'nobody', around?: Around) {
    return deliver({ type: 'message', roomId: message.roomId, message }, { senderConnectionId }, this.ports(around));
  }

  async history(range: Partial<HistoryRange> = {}, roomId = 'general', around?: Around) {
    return readRoomHistory(roomId, { limit: 100, ...range }, this.ports(around));
  }
}

/** A chat room in memory. */
export function memoryChatroom({ pageSize }: { pageSize?: number } = {}): Chatroom {
  return new Chatroom(new MemoryChatStore({ pageSize }), new MemoryConnectionStore({ pageSize }));
}

/** A send of which only some fields matter. */
export function sendOf(fields: Partial<Send> = {}): Send {
  return { roomId: 'general', sender: { id: 'ada', name: 'Ada' }, text: 'hello', clientMessageId: 'c1', ...fields };
}

/** The key under which a send's retries find it. */
export function keyOf({ roomId, sender, clientMessageId }: Send) {
  return { roomId, userId: sender.id, clientMessageId };
}
