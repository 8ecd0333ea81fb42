import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbConnectionStore } from '../../../src/handlers/aws/dynamodb-connection-store';
import { connectionStoreBehaviour, newConnectionId, readRoomConnections } from '../chat/connection-store-behaviour';
import { readsDuring } from './table-emulator';
import { CONNECTIONS_TABLE, describeOnTables } from './table-suites';

describeOnTables('the connections table', (client) => {
  const store = () => new DynamoDbConnectionStore(client(), CONNECTIONS_TABLE);
  const get = async (pk: string, sk: string) => client().send(new GetCommand({ TableName: CONNECTIONS_TABLE, Key: { pk, sk } }));
  const item = async (pk: string, sk: string) => (await get(pk, sk)).Item;
  const connection = (connectionId: string) => ({
    connectionId, userId: 'ada', name: 'Ada', originJti: 'sign-in-1', sessionExpiresAt: Date.now() + 3_600_000, rooms: new Set<string>(), rateTime: 0,
  });

  connectionStoreBehaviour(store);

  test('is read strongly, whatever is read', async () => {
    const reads = await readsDuring(client(), async () => {
      await store().read(newConnectionId());
      await readRoomConnections(store(), 'nowhere');
    });
    expect(reads).toEqual(['GetItem', 'Query'].map((call) => ({ call, isStrong: true })));
  });

  test('lists a connection at its user, and no longer when it is removed', async () => {
    const connectionId = newConnectionId();
    await store().put(connection(connectionId));
    expect(await item('USER#ada', `CONN#${connectionId}`)).toMatchObject({ v: 1, originJti: 'sign-in-1' });
    await store().remove({ connectionId, userId: 'ada' });
    expect(await item('USER#ada', `CONN#${connectionId}`)).toBeUndefined();
  });

  test('lets everything of a connection be swept away when API Gateway must have closed it, and not before', async () => {
    const connectionId = newConnectionId();
    const before = Date.now() / 1_000;
    await store().put(connection(connectionId));
    await store().putInRoom('general', connection(connectionId));
    for (const [pk, sk] of [[`CONN#${connectionId}`, 'SELF'], ['USER#ada', `CONN#${connectionId}`], ['ROOM#general', `CONN#${connectionId}`]]) {
      const { ttl } = (await item(pk, sk))!;
      expect(ttl).toBeGreaterThan(before + 2 * 3_600);
      expect(ttl).toBeLessThan(before + 3 * 3_600);
    }
  });

  test('keeps who is in a room so short that one read unit covers 34', async () => {
    const connectionId = newConnectionId();
    await store().putInRoom('a'.repeat(64), { ...connection(connectionId), userId: '01234567-89ab-cdef-0123-456789abcdef' });
    const row = (await item(`ROOM#${'a'.repeat(64)}`, `CONN#${connectionId}`))!;
    const texts = Object.entries(row).map(([name, value]) => name.length + (typeof value === 'number' ? 8 : String(value).length));
    const roomIdBeyondGeneral = 64 - 'general'.length;
    expect(texts.reduce((sum, length) => sum + length, 0) - roomIdBeyondGeneral).toBeLessThanOrEqual(120);
  });

  test('reads a room of more than one page to its end', async () => {
    const members = Array.from({ length: 40 }, newConnectionId);
    await Promise.all(members.map(async (connectionId) => client().send(new PutCommand({
      TableName: CONNECTIONS_TABLE, // a page ends at 1 MB: these are 40 KB each
      Item: { pk: 'ROOM#large', sk: `CONN#${connectionId}`, userId: 'u'.repeat(40_000), sessionExpiresAt: 1 },
    }))));
    expect((await readRoomConnections(store(), 'large')).map(({ connectionId }) => connectionId)).toEqual(members);
  });
});
