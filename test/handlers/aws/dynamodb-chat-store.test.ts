import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbChatStore } from '../../../src/handlers/aws/dynamodb-chat-store';
import { chatStoreBehaviour, messageAt, newRoom, read } from '../chat/chat-store-behaviour';
import { readsDuring } from './table-emulator';
import { CHAT_TABLE, describeOnTables } from './table-suites';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');

describeOnTables('the chat table', (client) => {
  const store = () => new DynamoDbChatStore(client(), CHAT_TABLE);
  const item = async (pk: string, sk: string) => (await client().send(new GetCommand({ TableName: CHAT_TABLE, Key: { pk, sk } }))).Item;

  chatStoreBehaviour(store);

  test('is read strongly, whatever is read', async () => {
    const room = newRoom();
    const reads = await readsDuring(client(), async () => {
      await store().readRoom(room);
      await store().readSeqs([room]);
      await store().readReceipt({ roomId: room, userId: 'ada', clientMessageId: 'c1' });
      await store().readDecision(room, 1);
      await read(store(), room, { from: 1 });
    });
    expect(reads).toEqual(['GetItem', 'BatchGetItem', 'GetItem', 'GetItem', 'Query'].map((call) => ({ call, isStrong: true })));
  });

  test('keeps a message at its number', async () => {
    const room = newRoom();
    await store().putMessage(messageAt(room, 42));
    expect(await item(`ROOM#${room}#MESSAGES`, '0000000000000042')).toMatchObject({
      v: 1, id: 'message-42', senderId: 'ada', senderName: 'Ada', text: 'text 42', sentAt: '2026-11-22T10:00:00.000Z', clientMessageId: 'client-42',
    });
  });

  test('keeps a receipt for a day, and another where it is moved', async () => {
    const room = newRoom();
    const send = { roomId: room, userId: 'ada', clientMessageId: 'c1' };
    await store().putReceipt(send, 7, NOW);
    const key = [`ROOM#${room}#SENDS`, 'ada#c1'] as const;
    expect(await item(...key)).toMatchObject({ v: 1, seq: 7, ttl: NOW / 1_000 + 86_400 });
    await store().moveReceipt(send, 7, 8, NOW + 60_000);
    expect(await item(...key)).toMatchObject({ seq: 8, ttl: NOW / 1_000 + 86_460 });
  });

  test('keeps of a room what it is and its numbers', async () => {
    const room = newRoom();
    await store().createRoom(room, NOW);
    await store().allotSeq(room, NOW + 5);
    expect(await item(`ROOM#${room}`, 'META')).toEqual({
      pk: `ROOM#${room}`, sk: 'META', v: 1, visibility: 'public', createdAt: '2026-11-22T10:00:00.000Z', seq: 1, decidedSeq: 0, allottedAt: NOW + 5,
    });
  });

  test('keeps the same of a room to which a message came before it was made', async () => {
    const room = newRoom();
    await store().allotSeq(room, NOW);
    await store().createRoom(room, NOW + 5);
    expect(await item(`ROOM#${room}`, 'META')).toEqual({
      pk: `ROOM#${room}`, sk: 'META', v: 1, visibility: 'public', createdAt: '2026-11-22T10:00:00.000Z', seq: 1, allottedAt: NOW,
    });
  });
});
