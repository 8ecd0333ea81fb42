/** What became of a frame that was posted to a connection. */
export type PostOutcome =
  | 'delivered'
  /** The connection is closed. */
  | 'gone'
  /** Too many calls, or the connection's buffer is full, or API Gateway failed: worth another try. */
  | 'retry'
  /** Refused for a reason that another try does not change: a missing permission, too large a frame. */
  | 'refused';

/** Puts frames onto connections. */
export interface ConnectionPoster {
  post(connectionId: string, frame: Frame): Promise<PostOutcome>;
}

/** A frame to be posted to many: encoded, and for whoever signs it, hashed once. */
export interface Frame {
  readonly body: Uint8Array;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}
