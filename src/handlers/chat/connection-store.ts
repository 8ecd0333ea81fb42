/** A connection, as it was let in and has been since. */
export interface Connection {
  readonly connectionId: string;
  readonly userId: string;
  /** What messages sent on it are signed with. */
  readonly name: string;
  /** The sign-in that its token came from. */
  readonly originJti: string;
  /** Milliseconds since 1970. */
  readonly sessionExpiresAt: number;
  readonly rooms: ReadonlySet<string>;
  /** When, at the allowed rate, the messages sent so far would all have been sent. See `RateLimit`. */
  readonly rateTime: number;
}

/** A connection as delivery sees it. */
export interface RoomConnection {
  readonly connectionId: string;
  readonly userId: string;
  readonly sessionExpiresAt: number;
}

/** What a connection must be, and what it becomes, to be let through with a message. */
export interface Admission {
  readonly connectionId: string;
  readonly roomId: string;
  readonly now: number;
  /** Absent where there is no limit. */
  readonly rate?: {
    /** The connection's rate time must not be before this, … */
    readonly from: number;
    /** … nor after this. */
    readonly to: number;
    /** What it becomes: a time, … */
    readonly next?: number;
    /** … or so much later than it was. */
    readonly add?: number;
  };
}

/**
 * What passes: connections, and who is in which room. Every read is strongly consistent.
 */
export interface ConnectionStore {
  put(connection: Connection): Promise<void>;
  read(connectionId: string): Promise<Connection | undefined>;
  /** Lets a message through where the admission holds, in one conditional update; otherwise nothing changes. */
  admit(admission: Admission): Promise<Connection | undefined>;
  /** Removes the connection itself, and where its user's connections are listed. */
  remove(connection: Pick<Connection, 'connectionId' | 'userId'>): Promise<void>;
  /** Extends an open connection's session; `undefined` where it is closed or another user's. */
  renew(renewal: Pick<Connection, 'connectionId' | 'userId' | 'name' | 'originJti' | 'sessionExpiresAt'>): Promise<Connection | undefined>;

  /** Notes the room at a connection whose session lasts and that has, with it, no more than `maxRooms`. */
  addRoom(connectionId: string, roomId: string, now: number, maxRooms: number): Promise<Connection | undefined>;
  /** Removes the room from a connection whose session lasts. */
  removeRoom(connectionId: string, roomId: string, now: number): Promise<Connection | undefined>;

  /** Lists the connection in the room: from then on messages are delivered to it. */
  putInRoom(roomId: string, connection: RoomConnection): Promise<void>;
  removeFromRoom(roomId: string, connectionId: string): Promise<void>;
  /** Who is in the room, page by page, all of them. */
  inRoom(roomId: string): AsyncIterable<readonly RoomConnection[]>;
}
