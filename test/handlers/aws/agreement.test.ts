import * as fc from 'fast-check';
import { DynamoDbChatStore } from '../../../src/handlers/aws/dynamodb-chat-store';
import { DynamoDbConnectionStore } from '../../../src/handlers/aws/dynamodb-connection-store';
import type { ChatStore } from '../../../src/handlers/chat/chat-store';
import type { ConnectionStore } from '../../../src/handlers/chat/connection-store';
import { messageAt, newRoom, read } from '../chat/chat-store-behaviour';
import { newConnectionId, readRoomConnections } from '../chat/connection-store-behaviour';
import { MemoryChatStore } from '../chat/memory-chat-store';
import { MemoryConnectionStore } from '../chat/memory-connection-store';
import { CHAT_TABLE, CONNECTIONS_TABLE, describeOnTables } from './table-suites';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');

type ChatCall = (store: ChatStore, roomId: string) => Promise<unknown>;
type ConnectionCall = (store: ConnectionStore, names: { connectionIds: string[]; roomIds: string[] }) => Promise<unknown>;

/** Calls on few rooms, sends and numbers, so that they meet. Each says what it is, for when it fails. */
function named<T extends object>(name: string, call: T): T {
  return Object.assign(call, { [fc.toStringMethod]: () => name });
}

const seq = fc.integer({ min: 1, max: 8 });
const userId = fc.constantFrom('ada', 'grace');

const chatCall: fc.Arbitrary<ChatCall> = fc.oneof(
  fc.constant(named<ChatCall>('createRoom', async (store, room) => store.createRoom(room, NOW))),
  fc.constant(named<ChatCall>('readRoom', async (store, room) => store.readRoom(room))),
  fc.constant(named<ChatCall>('readSeqs', async (store, room) => store.readSeqs([room, 'nowhere']))),
  fc.nat({ max: 9 }).map((time) => named<ChatCall>(`allotSeq at ${time}`, async (store, room) => store.allotSeq(room, NOW + time))),
  seq.map((to) => named<ChatCall>(`advanceDecidedSeq to ${to}`, async (store, room) => store.advanceDecidedSeq(room, to))),
  userId.map((user) => named<ChatCall>(`readReceipt of ${user}`, async (store, roomId) => store.readReceipt({ roomId, userId: user, clientMessageId: 'c' }))),
  fc.tuple(userId, seq).map(([user, to]) => named<ChatCall>(
    `putReceipt of ${user} for ${to}`, async (store, roomId) => store.putReceipt({ roomId, userId: user, clientMessageId: 'c' }, to, NOW),
  )),
  fc.tuple(userId, seq, seq).map(([user, from, to]) => named<ChatCall>(
    `moveReceipt of ${user} from ${from} to ${to}`, async (store, roomId) => store.moveReceipt({ roomId, userId: user, clientMessageId: 'c' }, from, to, NOW),
  )),
  seq.map((at) => named<ChatCall>(`putVoid at ${at}`, async (store, room) => store.putVoid(room, at))),
  fc.tuple(seq, fc.string()).map(([at, text]) => named<ChatCall>(`putMessage at ${at}`, async (store, room) => store.putMessage(messageAt(room, at, { text })))),
  seq.map((at) => named<ChatCall>(`readDecision at ${at}`, async (store, room) => store.readDecision(room, at))),
  fc.tuple(seq, fc.option(fc.nat({ max: 7 }), { nil: undefined }), fc.boolean()).map(([from, length, newestFirst]) => named<ChatCall>(
    `readDecisions from ${from}, ${length} more`,
    async (store, room) => read(store, room, { from, newestFirst, ...(length !== undefined && { to: from + length }) }),
  )),
);

const which = fc.nat({ max: 1 });
const time = fc.integer({ min: NOW, max: NOW + 5 });

const connectionCall: fc.Arbitrary<ConnectionCall> = fc.oneof(
  fc.tuple(which, userId, time).map(([c, user, sessionExpiresAt]) => named<ConnectionCall>(`put ${c}`, async (store, { connectionIds }) => store.put({
    connectionId: connectionIds[c], userId: user, name: 'Ada', originJti: 'j', sessionExpiresAt, rooms: new Set(), rateTime: 0,
  }))),
  which.map((c) => named<ConnectionCall>(`read ${c}`, async (store, { connectionIds }) => store.read(connectionIds[c]))),
  fc.tuple(which, userId).map(([c, user]) => named<ConnectionCall>(`remove ${c}`, async (store, { connectionIds }) => store.remove({ connectionId: connectionIds[c], userId: user }))),
  fc.tuple(which, which, time, fc.option(fc.oneof(
    fc.record({ from: fc.constant(0), to: time, next: time }),
    fc.record({ from: time, to: time, add: fc.constantFrom(1, 0.5) }).filter(({ from, to }) => from <= to),
  ), { nil: undefined })).map(([c, r, now, rate]) => named<ConnectionCall>(`admit ${c} ${r} ${JSON.stringify(rate)}`, async (store, { connectionIds, roomIds }) => store.admit({
    connectionId: connectionIds[c], roomId: roomIds[r], now, ...(rate && { rate }),
  }))),
  fc.tuple(which, userId, time).map(([c, user, sessionExpiresAt]) => named<ConnectionCall>(`renew ${c} by ${user}`, async (store, { connectionIds }) => store.renew({
    connectionId: connectionIds[c], userId: user, name: 'Ada Lovelace', originJti: 'k', sessionExpiresAt,
  }))),
  fc.tuple(which, which, time, fc.integer({ min: 1, max: 2 })).map(([c, r, now, max]) => named<ConnectionCall>(
    `addRoom ${c} ${r} of ${max}`, async (store, { connectionIds, roomIds }) => store.addRoom(connectionIds[c], roomIds[r], now, max),
  )),
  fc.tuple(which, which, time).map(([c, r, now]) => named<ConnectionCall>(
    `removeRoom ${c} ${r}`, async (store, { connectionIds, roomIds }) => store.removeRoom(connectionIds[c], roomIds[r], now),
  )),
  fc.tuple(which, which, time).map(([c, r, sessionExpiresAt]) => named<ConnectionCall>(
    `putInRoom ${c} ${r}`, async (store, { connectionIds, roomIds }) => store.putInRoom(roomIds[r], { connectionId: connectionIds[c], userId: 'ada', sessionExpiresAt }),
  )),
  fc.tuple(which, which).map(([c, r]) => named<ConnectionCall>(
    `removeFromRoom ${c} ${r}`, async (store, { connectionIds, roomIds }) => store.removeFromRoom(roomIds[r], connectionIds[c]),
  )),
  which.map((r) => named<ConnectionCall>(`inRoom ${r}`, async (store, { roomIds }) => readRoomConnections(store, roomIds[r]))),
);

describeOnTables('what is done to a store, done to one in memory and to one', (client) => {
  test('answers the same in the chat table', async () => {
    await fc.assert(fc.asyncProperty(fc.array(chatCall, { minLength: 5, maxLength: 25 }), async (calls) => {
      const stores = [new MemoryChatStore({ pageSize: 3 }), new DynamoDbChatStore(client(), CHAT_TABLE)];
      const roomId = newRoom();
      for (const call of calls) {
        const [expected, actual] = await Promise.all(stores.map(async (store) => call(store, roomId)));
        expect(actual).toEqual(expected);
      }
    }), { numRuns: 40 });
  });

  test('answers the same in the connections table', async () => {
    await fc.assert(fc.asyncProperty(fc.array(connectionCall, { minLength: 5, maxLength: 25 }), async (calls) => {
      const stores = [new MemoryConnectionStore({ pageSize: 1 }), new DynamoDbConnectionStore(client(), CONNECTIONS_TABLE)];
      const names = { connectionIds: [newConnectionId(), newConnectionId()], roomIds: [newRoom(), newRoom()] };
      for (const call of calls) {
        const [expected, actual] = await Promise.all(stores.map(async (store) => call(store, names)));
        expect(actual).toEqual(expected);
      }
    }), { numRuns: 40 });
  });
});
