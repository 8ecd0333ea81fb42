import type { Connection, ConnectionStore, RoomConnection } from '../../../src/handlers/chat/connection-store';

let connections = 0;
let rooms = 0;

/** A connection id that no other test knows, in API Gateway's form. */
export function newConnectionId(): string {
  return `L0SM9cOFvHc${String((connections += 1)).padStart(4, '0')}=`;
}

export async function readRoomConnections(store: ConnectionStore, roomId: string): Promise<RoomConnection[]> {
  const found: RoomConnection[] = [];
  for await (const page of store.inRoom(roomId)) found.push(...page);
  return found.sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
}

/** What every connection store does, whatever it keeps things in. */
export function connectionStoreBehaviour(create: () => ConnectionStore): void {
  const NOW = Date.parse('2026-11-22T10:00:00.000Z');
  const SESSION_END = NOW + 3_600_000;
  let store: ConnectionStore;
  let connectionId: string;
  let roomId: string;

  const connection = (fields: Partial<Connection> = {}): Connection => ({
    connectionId, userId: 'ada', name: 'Ada', originJti: 'sign-in-1', sessionExpiresAt: SESSION_END, rooms: new Set(), rateTime: 0, ...fields,
  });

  beforeEach(async () => {
    store = create();
    connectionId = newConnectionId();
    roomId = `room-${(rooms += 1)}`;
    await store.put(connection());
  });

  describe('a connection', () => {
    test('is not there before it is put, nor after it is removed', async () => {
      expect(await store.read(newConnectionId())).toBeUndefined();
      await store.remove(connection());
      expect(await store.read(connectionId)).toBeUndefined();
      await store.remove(connection());
      expect(await store.read(connectionId)).toBeUndefined();
    });

    test('is as it was put, in no room', async () => {
      expect(await store.read(connectionId)).toEqual(connection());
    });

    test.each<[string, Partial<Connection>]>([
      ['a name of emoji', { name: '👩‍💻'.repeat(12) }], ['no sign-in', { originJti: '' }], ['a user with an odd id', { userId: 'Google_1#2' }],
    ])('may have %s', async (_, fields) => {
      await store.put(connection(fields));
      expect(await store.read(connectionId)).toEqual(connection(fields));
    });

    test('that is put again begins anew', async () => {
      await store.addRoom(connectionId, roomId, NOW, 50);
      await store.put(connection());
      expect(await store.read(connectionId)).toEqual(connection());
    });
  });

  describe('a room of a connection', () => {
    test('is noted, once', async () => {
      expect(await store.addRoom(connectionId, roomId, NOW, 50)).toEqual(connection({ rooms: new Set([roomId]) }));
      expect(await store.addRoom(connectionId, roomId, NOW, 50)).toEqual(connection({ rooms: new Set([roomId]) }));
      expect(await store.read(connectionId)).toEqual(connection({ rooms: new Set([roomId]) }));
    });

    test('is not one too many; one that is noted already never is', async () => {
      await store.addRoom(connectionId, 'one', NOW, 2);
      await store.addRoom(connectionId, 'two', NOW, 2);
      expect(await store.addRoom(connectionId, 'three', NOW, 2)).toBeUndefined();
      expect(await store.addRoom(connectionId, 'two', NOW, 2)).toEqual(connection({ rooms: new Set(['one', 'two']) }));
      await store.removeRoom(connectionId, 'one', NOW);
      expect((await store.addRoom(connectionId, 'three', NOW, 2))?.rooms).toEqual(new Set(['two', 'three']));
    });

    test('is among fifty, of whatever many ask for', async () => {
      const added = await Promise.all(Array.from({ length: 60 }, async (_, index) => store.addRoom(connectionId, `room-${index}`, NOW, 50)));
      expect(added.filter((each) => each)).toHaveLength(50);
      expect((await store.read(connectionId))?.rooms.size).toBe(50);
    });

    test('goes when it is removed, the last one too', async () => {
      await store.addRoom(connectionId, roomId, NOW, 50);
      expect(await store.removeRoom(connectionId, roomId, NOW)).toEqual(connection());
      expect(await store.removeRoom(connectionId, roomId, NOW)).toEqual(connection());
      expect(await store.addRoom(connectionId, roomId, NOW, 1)).toEqual(connection({ rooms: new Set([roomId]) }));
    });

    test.each([[SESSION_END, 'at'], [SESSION_END + 1, 'after']])('does not change %i ms, %s the session\'s end', async (now) => {
      await store.addRoom(connectionId, roomId, NOW, 50);
      expect(await store.addRoom(connectionId, 'other', now, 50)).toBeUndefined();
      expect(await store.removeRoom(connectionId, roomId, now)).toBeUndefined();
      expect(await store.addRoom(connectionId, 'other', SESSION_END - 1, 50)).toBeDefined();
      expect((await store.read(connectionId))?.rooms).toEqual(new Set([roomId, 'other']));
    });

    test('does not bring a connection back', async () => {
      await store.remove(connection());
      expect(await store.addRoom(connectionId, roomId, NOW, 50)).toBeUndefined();
      expect(await store.removeRoom(connectionId, roomId, NOW)).toBeUndefined();
      expect(await store.read(connectionId)).toBeUndefined();
    });
  });

  describe('an admission', () => {
    const admit = async (fields: object = {}) => store.admit({ connectionId, roomId, now: NOW, ...fields });

    beforeEach(async () => {
      await store.addRoom(connectionId, roomId, NOW, 50);
    });

    test('needs no rate', async () => {
      expect(await admit()).toEqual(connection({ rooms: new Set([roomId]) }));
    });

    test('sets the rate time', async () => {
      expect(await admit({ rate: { from: 0, to: NOW, next: NOW + 100 } })).toMatchObject({ rateTime: NOW + 100 });
      expect(await store.read(connectionId)).toMatchObject({ rateTime: NOW + 100 });
    });

    test('adds to the rate time', async () => {
      await admit({ rate: { from: 0, to: NOW, next: NOW + 100 } });
      expect(await admit({ rate: { from: NOW, to: NOW + 4_900, add: 100 } })).toMatchObject({ rateTime: NOW + 200 });
    });

    test('takes rate times that are no whole numbers', async () => {
      await admit({ rate: { from: 0, to: NOW, next: NOW + 0.25 } });
      expect(await admit({ rate: { from: NOW, to: NOW + 0.5, add: 0.25 } })).toMatchObject({ rateTime: NOW + 0.5 });
    });

    test.each<[string, { from: number; to: number }, boolean]>([
      ['before its first', { from: NOW + 101, to: NOW + 200 }, false],
      ['at its first', { from: NOW + 100, to: NOW + 200 }, true],
      ['at its last', { from: NOW, to: NOW + 100 }, true],
      ['after its last', { from: NOW, to: NOW + 99 }, false],
    ])('holds for a range of rate times: %s', async (_, range, isIn) => {
      await admit({ rate: { from: 0, to: NOW, next: NOW + 100 } });
      expect((await admit({ rate: { ...range, add: 10 } }))?.rateTime).toBe(isIn ? NOW + 110 : undefined);
      expect(await store.read(connectionId)).toMatchObject({ rateTime: isIn ? NOW + 110 : NOW + 100 });
    });

    test('is for rooms that are joined', async () => {
      expect(await admit({ roomId: 'other' })).toBeUndefined();
      await store.removeRoom(connectionId, roomId, NOW);
      expect(await admit()).toBeUndefined();
    });

    test('is not for rooms of which the joined one is a part', async () => {
      expect(await admit({ roomId: roomId.slice(0, -1) })).toBeUndefined();
    });

    test('ends with the session', async () => {
      expect(await admit({ now: SESSION_END })).toBeUndefined();
      expect(await admit({ now: SESSION_END - 1 })).toBeDefined();
    });

    test('does not bring a connection back', async () => {
      await store.remove(connection());
      expect(await admit()).toBeUndefined();
      expect(await admit({ rate: { from: 0, to: NOW, next: NOW } })).toBeUndefined();
      expect(await store.read(connectionId)).toBeUndefined();
    });

    test('is given to one of many where one is left', async () => {
      const rate = { from: 0, to: NOW, next: NOW + 100 };
      const admitted = await Promise.all(Array.from({ length: 10 }, async () => admit({ rate })));
      expect(admitted.filter((each) => each)).toHaveLength(1);
    });
  });

  describe('a renewal', () => {
    const renewal = (fields: object = {}) => ({
      connectionId, userId: 'ada', name: 'Ada Lovelace', originJti: 'sign-in-2', sessionExpiresAt: SESSION_END + 1, ...fields,
    });

    test('changes name, sign-in and session\'s end, and nothing else', async () => {
      await store.addRoom(connectionId, roomId, NOW, 50);
      await store.admit({ connectionId, roomId, now: NOW, rate: { from: 0, to: NOW, next: NOW + 100 } });
      const renewed = connection({ name: 'Ada Lovelace', originJti: 'sign-in-2', sessionExpiresAt: SESSION_END + 1, rooms: new Set([roomId]), rateTime: NOW + 100 });
      expect(await store.renew(renewal())).toEqual(renewed);
      expect(await store.read(connectionId)).toEqual(renewed);
    });

    test('by another user changes nothing', async () => {
      expect(await store.renew(renewal({ userId: 'grace' }))).toBeUndefined();
      expect(await store.read(connectionId)).toEqual(connection());
    });

    test('does not bring a connection back', async () => {
      await store.remove(connection());
      expect(await store.renew(renewal())).toBeUndefined();
      expect(await store.read(connectionId)).toBeUndefined();
    });
  });

  describe('who is in a room', () => {
    const member = (fields: Partial<RoomConnection> = {}): RoomConnection => ({ connectionId, userId: 'ada', sessionExpiresAt: SESSION_END, ...fields });

    test('is nobody at first', async () => {
      expect(await readRoomConnections(store, roomId)).toEqual([]);
    });

    test('is who was put there, in that room alone', async () => {
      const grace = member({ connectionId: newConnectionId(), userId: 'grace' });
      await store.putInRoom(roomId, member());
      await store.putInRoom(roomId, grace);
      await store.putInRoom(`${roomId}-2`, member({ connectionId: newConnectionId() }));
      expect(await readRoomConnections(store, roomId)).toEqual([member(), grace]);
    });

    test('is there once, as last put', async () => {
      await store.putInRoom(roomId, member());
      await store.putInRoom(roomId, member({ sessionExpiresAt: SESSION_END + 1 }));
      expect(await readRoomConnections(store, roomId)).toEqual([member({ sessionExpiresAt: SESSION_END + 1 })]);
    });

    test('is not who was removed, or never there', async () => {
      await store.putInRoom(roomId, member());
      await store.removeFromRoom(roomId, connectionId);
      await store.removeFromRoom(roomId, newConnectionId());
      expect(await readRoomConnections(store, roomId)).toEqual([]);
    });

    test('does not depend on the connection itself', async () => {
      await store.putInRoom(roomId, connection({ rooms: new Set(['other']) }));
      await store.remove(connection());
      expect(await readRoomConnections(store, roomId)).toEqual([member()]);
    });
  });
}
