import { once } from 'node:events';
import WebSocket from 'ws';
import type { Ready } from './local-room';

export interface ServerFrame {
  readonly type: string;
  readonly requestId?: string;
  readonly [field: string]: unknown;
}

/**
 * The simplest client: any WebSocket with two subprotocols. It keeps every frame that came, so that tests wait for what
 * they expect instead of for time to pass.
 */
export class ChatClient {
  /** Connects, as a client that has a token does. */
  static async connect(room: Ready, accessToken: string): Promise<ChatClient> {
    const socket = new WebSocket(room.webSocketUrl, ['chat.v1', `bearer.${accessToken}`]);
    const client = new ChatClient(socket);
    await once(socket, 'open');
    return client;
  }

  readonly frames: ServerFrame[] = [];
  private readonly watchers = new Set<() => void>();
  private requests = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()) as ServerFrame);
      for (const watcher of this.watchers) watcher();
    });
  }

  /** Sends a frame and waits for its answer. */
  async request(frame: Record<string, unknown>): Promise<ServerFrame> {
    this.requests += 1;
    const requestId = `r${this.requests}`;
    this.socket.send(JSON.stringify({ requestId, ...frame }));
    return this.frame((reply) => reply.requestId === (frame.requestId ?? requestId));
  }

  /** Sends text as it is and waits for the next frame. */
  async raw(text: string): Promise<ServerFrame> {
    const before = this.frames.length;
    this.socket.send(text);
    return this.frame((_, index) => index >= before);
  }

  /** The first frame that matches, now or later. */
  async frame(matches: (frame: ServerFrame, index: number) => boolean): Promise<ServerFrame> {
    const found = this.frames.find(matches);
    if (found) return found;
    return new Promise((resolve) => {
      const watcher = () => {
        const later = this.frames.find(matches);
        if (!later) return;
        this.watchers.delete(watcher);
        resolve(later);
      };
      this.watchers.add(watcher);
    });
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }
}

/** How a handshake was refused: its HTTP status. */
export async function refusedHandshake(room: Ready, protocols: string[], headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(room.webSocketUrl, protocols, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.close();
      reject(new Error('the handshake was let in'));
    });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined); // follows 'unexpected-response'
  });
}
