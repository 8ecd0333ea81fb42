import type { Admission, Connection, ConnectionStore, RoomConnection } from '../../../src/handlers/chat/connection-store';

export interface MemoryConnectionStoreOptions {
  /** Connections of a page. */
  readonly pageSize?: number;
}

/**
 * A connections table in memory. Each call takes effect at once and as a whole when it is made, and conditions are
 * DynamoDB's; but `put` and `remove`, which write two items, write both.
 */
export class MemoryConnectionStore implements ConnectionStore {
  private readonly connections = new Map<string, Connection>();
  private readonly users = new Map<string, Set<string>>();
  private readonly rooms = new Map<string, Map<string, RoomConnection>>();
  private readonly pageSize: number;

  constructor({ pageSize = 100 }: MemoryConnectionStoreOptions = {}) {
    this.pageSize = pageSize;
  }

  async put(connection: Connection): Promise<void> {
    this.connections.set(connection.connectionId, { ...connection, rooms: new Set(), rateTime: 0 });
    this.users.set(connection.userId, new Set(this.users.get(connection.userId)).add(connection.connectionId));
  }

  async read(connectionId: string): Promise<Connection | undefined> {
    return this.connections.get(connectionId);
  }

  async admit({ connectionId, roomId, now, rate }: Admission): Promise<Connection | undefined> {
    return this.update(connectionId, (connection) => {
      const { rooms, sessionExpiresAt, rateTime } = connection;
      if (!rooms.has(roomId) || sessionExpiresAt <= now) return undefined;
      if (!rate) return connection;
      if (rateTime < rate.from || rateTime > rate.to) return undefined;
      return { ...connection, rateTime: rate.next ?? rateTime + rate.add! };
    });
  }

  async remove({ connectionId, userId }: Pick<Connection, 'connectionId' | 'userId'>): Promise<void> {
    this.users.get(userId)?.delete(connectionId);
    this.connections.delete(connectionId);
  }

  async renew(
    { connectionId, userId, name, originJti, sessionExpiresAt }: Pick<Connection, 'connectionId' | 'userId' | 'name' | 'originJti' | 'sessionExpiresAt'>,
  ): Promise<Connection | undefined> {
    return this.update(connectionId, (connection) => (
      connection.userId === userId ? { ...connection, name, originJti, sessionExpiresAt } : undefined
    ));
  }

  async addRoom(connectionId: string, roomId: string, now: number, maxRooms: number): Promise<Connection | undefined> {
    return this.update(connectionId, (connection) => {
      const { rooms, sessionExpiresAt } = connection;
      if (sessionExpiresAt <= now || (rooms.size >= maxRooms && !rooms.has(roomId))) return undefined;
      return { ...connection, rooms: new Set(rooms).add(roomId) };
    });
  }

  async removeRoom(connectionId: string, roomId: string, now: number): Promise<Connection | undefined> {
    return this.update(connectionId, (connection) => {
      const { rooms, sessionExpiresAt } = connection;
      if (sessionExpiresAt <= now) return undefined;
      return { ...connection, rooms: new Set(Array.from(rooms).filter((room) => room !== roomId)) };
    });
  }

  async putInRoom(roomId: string, { connectionId, userId, sessionExpiresAt }: RoomConnection): Promise<void> {
    const room = this.rooms.get(roomId) ?? new Map<string, RoomConnection>();
    this.rooms.set(roomId, room.set(connectionId, { connectionId, userId, sessionExpiresAt }));
  }

  async removeFromRoom(roomId: string, connectionId: string): Promise<void> {
    this.rooms.get(roomId)?.delete(connectionId);
  }

  async *inRoom(roomId: string): AsyncIterable<readonly RoomConnection[]> {
    for (let last = ''; ;) {
      const rest = Array.from(this.rooms.get(roomId)?.values() ?? []).filter(({ connectionId }) => connectionId > last);
      const page = rest.sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1)).slice(0, this.pageSize);
      yield page;
      if (page.length < this.pageSize) return;
      last = page[page.length - 1].connectionId;
    }
  }

  /** Where a connection is noted: as itself, at its user, in rooms. */
  notesOf(connectionId: string): string[] {
    return [
      ...(this.connections.has(connectionId) ? ['itself'] : []),
      ...Array.from(this.users).flatMap(([userId, connectionIds]) => (connectionIds.has(connectionId) ? [`user ${userId}`] : [])),
      ...Array.from(this.rooms).flatMap(([roomId, room]) => (room.has(connectionId) ? [`room ${roomId}`] : [])),
    ];
  }

  private update(connectionId: string, change: (connection: Connection) => Connection | undefined): Connection | undefined {
    const connection = this.connections.get(connectionId);
    const changed = connection && change(connection);
    if (changed) this.connections.set(connectionId, changed);
    return changed;
  }
}
