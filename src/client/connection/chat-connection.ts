import type { RoomEvent } from '../../protocol/event';
import type { ClientFrame } from '../../protocol/request';
import type { GetToken } from './access-token';
import { ChatError, chatError } from './chat-error';
import { systemClock, type Clock } from './clock';
import { Heartbeat } from './heartbeat';
import { readFrame, type Answer } from './incoming-frame';
import { Link, type ConnectionState } from './link';
import { Requests, type AnswerTo } from './requests';
import { Room } from './room';
import { SessionRenewal } from './session-renewal';
import { Signal } from './signal';
import { openWebSocket, type OpenSocket } from './socket';
import { windowSurroundings, type Surroundings } from './surroundings';
import { noStore, type UnsentStore } from './unsent';

export interface ChatConnectionOptions {
  /** Address of the WebSocket API, with its stage. */
  readonly url: string;
  /** Brings access tokens: asked before each handshake, and before the session ends. */
  readonly getToken: GetToken;
  /**
   * Keeps messages that were not sent beyond the life of the page.
   *
   * @default - they are kept in memory
   */
  readonly unsent?: UnsentStore;
  /** @default - the browser's WebSocket */
  readonly openSocket?: OpenSocket;
  /** @default - the browser's clock */
  readonly clock?: Clock;
  /** From 0 to below 1. @default - `Math.random` */
  readonly random?: () => number;
  /** Names for messages, 1 to 64 characters of A-Z, a-z, 0-9, "_" and "-". @default - 32 random digits */
  readonly newId?: () => string;
  /** @default - the browser's window */
  readonly surroundings?: Surroundings;
}

/**
 * A connection to the chat room that comes back by itself. Each room's messages come in order, each once and none
 * missing, across reconnections; what is sent while there is none goes out later; the session is renewed in place.
 *
 * ```ts
 * const connection = new ChatConnection({ url, getToken });
 * const room = connection.join('general');
 * room.arrived.listen((message) => console.log(message.sender.name, message.text));
 * connection.open();
 * room.send('Hello');
 * ```
 */
export class ChatConnection {
  public readonly stateChanged: Signal<ConnectionState>;

  private readonly options: Required<ChatConnectionOptions>;
  private readonly link: Link;
  private readonly requests: Requests;
  private readonly heartbeat: Heartbeat;
  private readonly renewal: SessionRenewal;
  private readonly joinedRooms = new Map<string, Room>();
  /** Rooms that are being left: to join one again waits for that. */
  private readonly leaving = new Map<string, Promise<unknown>>();
  private stopListening: (() => void) | undefined;

  constructor(options: ChatConnectionOptions) {
    this.options = {
      openSocket: openWebSocket,
      clock: systemClock,
      random: Math.random,
      newId: randomId,
      surroundings: windowSurroundings,
      unsent: noStore,
      ...options,
    };
    const { clock, random, getToken } = this.options;
    this.link = new Link(this.options);
    this.stateChanged = this.link.stateChanged;
    this.requests = new Requests(clock, (text) => this.write(text));
    this.heartbeat = new Heartbeat({ clock, random, ping: () => void this.ping(), onSilence: () => this.link.reconnect() });
    this.renewal = new SessionRenewal({
      clock,
      random,
      getToken,
      reauthenticate: (token) => this.reauthenticate(token),
      onSignedOut: () => this.link.close('signed-out'),
      onRefused: () => this.link.reconnect(),
    });
    this.wire();
  }

  public get state(): ConnectionState {
    return this.link.state;
  }

  public get rooms(): ReadonlyMap<string, Room> {
    return this.joinedRooms;
  }

  /** Connects, and stays connected until `close()` or the person is signed out. */
  public open(): void {
    const { surroundings } = this.options;
    this.stopListening?.();
    const ends = [surroundings.onWake(() => this.wake()), surroundings.onOffline(() => this.doubt())];
    this.stopListening = () => ends.forEach((end) => end());
    this.link.open();
  }

  /** Ends the connection. Rooms keep what they hold. */
  public close(): void {
    this.stopListening?.();
    this.link.close();
  }

  /** Joins a room, now and with every later connection. A room that nobody has joined before comes to be. */
  public join(roomId: string): Room {
    const known = this.joinedRooms.get(roomId);
    if (known) return known;
    const { clock, random, newId, unsent } = this.options;
    const room = new Room({
      id: roomId,
      clock,
      random,
      newId,
      unsent,
      request: (frame) => this.request(frame),
      onJoined: () => this.heartbeat.soon(),
    });
    this.joinedRooms.set(roomId, room);
    if (this.link.isOpen) void this.enter(room);
    return room;
  }

  /** Leaves a room. What it has not sent yet stays unsent. */
  public leave(roomId: string): void {
    const room = this.joinedRooms.get(roomId);
    if (!room) return;
    this.joinedRooms.delete(roomId);
    const left = room.leave();
    this.leaving.set(roomId, left);
    void left.finally(() => {
      if (this.leaving.get(roomId) === left) this.leaving.delete(roomId);
    });
  }

  /** Sends a frame that has no method of its own. @throws ChatError */
  public async request<F extends ClientFrame>(frame: F): Promise<AnswerTo[F['action']]> {
    try {
      return await this.send(frame);
    } catch (error) {
      if (chatError(error).code !== 'SESSION_EXPIRED') throw error;
      await this.renewal.renew();
      return this.send(frame);
    }
  }

  private async send<F extends ClientFrame>(frame: F): Promise<AnswerTo[F['action']]> {
    if (!this.link.isOpen) throw new ChatError('DISCONNECTED', 'there is no connection');
    return this.requests.send(frame);
  }

  private write(text: string): void {
    this.heartbeat.wrote();
    this.link.send(text);
  }

  private wire(): void {
    this.link.opened.listen((token) => {
      this.heartbeat.start();
      this.renewal.start(token);
      for (const room of this.joinedRooms.values()) void this.enter(room);
    });
    this.link.lost.listen(() => {
      this.heartbeat.stop();
      this.renewal.stop();
      this.leaving.clear();
      for (const room of this.joinedRooms.values()) room.exit();
      this.requests.rejectAll(new ChatError('DISCONNECTED', 'the connection went'));
    });
    this.link.received.listen((data) => this.receive(data));
  }

  private receive(data: unknown): void {
    this.heartbeat.heard();
    const frame = readFrame(data);
    if (frame.kind === 'answer') this.requests.answer(frame.requestId, this.noteSent(frame.answer));
    else if (frame.kind === 'error') this.requests.fail(frame.requestId, frame.error);
    else if (frame.kind === 'foreign') this.requests.fail(undefined, new ChatError('INTERNAL', 'the server could not answer'));
    else frame.events.forEach((event) => this.happen(event));
  }

  private happen({ roomId, message }: RoomEvent): void {
    this.heartbeat.event();
    this.joinedRooms.get(roomId)?.take(message);
  }

  /** A message that came as an answer counts as news, too, even where nobody waits for the answer any more. */
  private noteSent(answer: Answer): Answer {
    if (answer.type === 'sent') this.happen({ type: 'message', roomId: answer.message.roomId, message: answer.message });
    return answer;
  }

  private async enter(room: Room): Promise<void> {
    await this.leaving.get(room.id);
    if (this.joinedRooms.get(room.id) === room && this.link.isOpen) await room.enter();
  }

  private async ping(): Promise<void> {
    try {
      const { rooms } = await this.request({ action: 'ping' });
      for (const [roomId, latest] of Object.entries(rooms)) this.joinedRooms.get(roomId)?.announce(latest);
    } catch {
      // silence and time-outs are seen to elsewhere
    }
  }

  private async reauthenticate(token: string): Promise<void> {
    await this.send({ action: 'reauthenticate', token });
    this.heartbeat.soon();
  }

  private wake(): void {
    this.link.wake();
    this.renewal.wake();
    this.doubt();
  }

  private doubt(): void {
    if (this.link.isOpen) this.heartbeat.probe();
  }
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
