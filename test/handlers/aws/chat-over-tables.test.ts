import { DynamoDbChatStore } from '../../../src/handlers/aws/dynamodb-chat-store';
import { DynamoDbConnectionStore } from '../../../src/handlers/aws/dynamodb-connection-store';
import { admitSend } from '../../../src/handlers/chat/admit-send';
import type { ChatError } from '../../../src/handlers/chat/chat-error';
import { RateLimit } from '../../../src/handlers/chat/rate-limit';
import { removeConnection } from '../../../src/handlers/chat/remove-connection';
import { newRoom } from '../chat/chat-store-behaviour';
import { Chatroom } from '../chat/chatroom';
import { newConnectionId, readRoomConnections } from '../chat/connection-store-behaviour';
import { CutInvocation, cutPoints } from '../chat/port-calls';
import { recordingBehaviour } from '../chat/recording-behaviour';
import { CHAT_TABLE, CONNECTIONS_TABLE, describeOnTables } from './table-suites';

describeOnTables('a chat room whose stores are', (client) => {
  const create = () => new Chatroom(new DynamoDbChatStore(client(), CHAT_TABLE), new DynamoDbConnectionStore(client(), CONNECTIONS_TABLE));

  describe('recording a message', () => recordingBehaviour(create, { stride: 5 }));

  test('lets a burst through and then waits as long as it says, at rates with fractions too', async () => {
    for (const rate of [3, 7, 10]) {
      const chatroom = create();
      const [connectionId, roomId] = [newConnectionId(), newRoom()];
      const send = async () => admitSend(connectionId, roomId, { ...chatroom.ports(), rateLimit: new RateLimit(rate) });
      await chatroom.connect(connectionId);
      await chatroom.join(connectionId, roomId);
      for (let sent = 0; sent < rate * 5; sent += 1) await send();
      const { code, retryAfterMs = 0 } = await send().then(() => { throw new Error('let through'); }, (error: unknown) => error as ChatError);
      expect(code).toBe('RATE_LIMITED');
      expect(Math.abs(retryAfterMs - 1_000 / rate)).toBeLessThan(1);
      chatroom.clock.pass(retryAfterMs);
      await send();
    }
  });

  test('admits fifty of those that come together', async () => {
    const chatroom = create();
    const [connectionId, roomId] = [newConnectionId(), newRoom()];
    await chatroom.connect(connectionId);
    await chatroom.join(connectionId, roomId);
    const send = async () => admitSend(connectionId, roomId, { ...chatroom.ports(), rateLimit: new RateLimit(10) });
    const outcomes = await Promise.allSettled(Array.from({ length: 70 }, send));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  });

  test('is joined, delivered to and left', async () => {
    const chatroom = create();
    const [ada, grace, roomId] = [newConnectionId(), newConnectionId(), newRoom()];
    for (const connectionId of [ada, grace]) {
      await chatroom.connect(connectionId);
      await chatroom.join(connectionId, roomId);
    }
    const { message } = await chatroom.record({ roomId });
    expect(await chatroom.deliver(message, ada)).toEqual({ delivered: 1 });
    expect(await chatroom.join(grace, roomId, { after: 0 })).toEqual({ messages: [message], highWatermark: 1, hasMore: false });
    chatroom.poster.answers(grace, 'gone');
    await chatroom.deliver(message, ada);
    expect(await readRoomConnections(chatroom.connections, roomId)).toMatchObject([{ connectionId: ada }]);
  });

  test('finishes a removal that was cut off anywhere', async () => {
    for (const point of cutPoints(4)) {
      const chatroom = create();
      const [connectionId, ...roomIds] = [newConnectionId(), newRoom(), newRoom()];
      await chatroom.connect(connectionId);
      for (const roomId of roomIds) await chatroom.join(connectionId, roomId);
      const cut = new CutInvocation(point);
      expect(await cut.run(async () => removeConnection(connectionId, chatroom.ports(cut.around).connections))).toEqual({ cutOff: true });
      await removeConnection(connectionId, chatroom.connections);
      expect(await chatroom.connections.read(connectionId)).toBeUndefined();
      for (const roomId of roomIds) expect(await readRoomConnections(chatroom.connections, roomId)).toEqual([]);
    }
  });
});
