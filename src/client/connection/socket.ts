/** What a socket tells. After `closed` it tells nothing more. */
export interface SocketListener {
  opened(): void;
  received(data: unknown): void;
  closed(): void;
}

/** What can be done with a socket. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** Opens a WebSocket. */
export type OpenSocket = (url: string, protocols: string[], listener: SocketListener) => Socket;

/** The browser's own. It hides why a handshake failed: `closed` is all one hears. */
export const openWebSocket: OpenSocket = (url, protocols, listener) => {
  const socket = new WebSocket(url, protocols);
  socket.onopen = () => listener.opened();
  socket.onmessage = (event: MessageEvent<unknown>) => listener.received(event.data);
  socket.onclose = () => listener.closed();
  return socket;
};
