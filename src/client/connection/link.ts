import { BEARER_PREFIX, MAX_CONNECTION_HOURS, SUBPROTOCOL } from '../../protocol/limits';
import type { AccessToken, GetToken } from './access-token';
import { backOff } from './back-off';
import type { Clock } from './clock';
import { Signal } from './signal';
import type { OpenSocket, Socket } from './socket';
import type { Surroundings } from './surroundings';

/**
 * - `connecting`: a handshake is under way
 * - `open`
 * - `waiting`: for the next attempt
 * - `offline`: the same, and there is no network
 * - `signed-out`: there is no token; `open()` tries again
 * - `closed`: not opened yet, or closed
 */
export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'offline' | 'signed-out' | 'closed';

const MINUTE = 60_000;
const RETRY = { first: 1_000, longest: 30_000 };
const HANDSHAKE_TIMEOUT = 20_000;

/** Milliseconds after which a connection counts as a success, so that the next failure is a first one. */
const STABLE_AFTER = 30_000;

/** Milliseconds in which a second refused handshake asks for no further token: the token is not what is wrong. */
const TOKEN_DOUBT_EVERY = 5 * MINUTE;

/** Milliseconds: before API Gateway closes the connection, and not all clients at once. */
const PLANNED_LIFE = { least: MAX_CONNECTION_HOURS * 60 * MINUTE - 20 * MINUTE, most: MAX_CONNECTION_HOURS * 60 * MINUTE - 5 * MINUTE };

export interface LinkOptions {
  readonly url: string;
  readonly getToken: GetToken;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly surroundings: Surroundings;
}

/** Keeps one WebSocket open, and opens another when it goes. */
export class Link {
  public readonly stateChanged = new Signal<ConnectionState>();
  public readonly opened = new Signal<AccessToken>();
  public readonly received = new Signal<unknown>();
  /** An open connection went. */
  public readonly lost = new Signal();

  private current: ConnectionState = 'closed';
  private socket: Socket | undefined;
  private callOff: (() => void) | undefined;
  /** Counts the attempts, so that what belongs to an older one is left alone. */
  private turn = 0;
  private failures = 0;
  private openedAt = 0;
  private stale: string | undefined;
  private doubtedAt = -Infinity;

  constructor(private readonly options: LinkOptions) {}

  public get state(): ConnectionState {
    return this.current;
  }

  /** Whether what is sent now reaches the socket. */
  public get isOpen(): boolean {
    return this.current === 'open' && this.socket !== undefined;
  }

  public open(): void {
    if (this.current !== 'closed' && this.current !== 'signed-out') return;
    this.failures = 0;
    void this.connect();
  }

  public close(state: 'closed' | 'signed-out' = 'closed'): void {
    this.letGo();
    this.become(state);
  }

  public send(text: string): void {
    this.socket?.send(text);
  }

  /** Lets an open connection go, and opens another at once: it is dead, or old. */
  public reconnect(): void {
    if (!this.isOpen) return;
    this.letGo();
    void this.connect();
  }

  /** Does not wait any longer: the network is back, or somebody looks. */
  public wake(): void {
    if (this.current === 'waiting' || this.current === 'offline') void this.connect();
  }

  private async connect(): Promise<void> {
    this.callOff?.();
    this.turn += 1;
    const { turn } = this;
    const { getToken, openSocket, url, clock } = this.options;
    this.become('connecting');
    let token: AccessToken | undefined;
    try {
      token = await getToken(this.stale);
    } catch {
      if (turn === this.turn) this.retryLater();
      return;
    }
    if (turn !== this.turn) return;
    if (!token) return this.close('signed-out');

    const { accessToken } = token;
    this.stale = undefined;
    this.callOff = clock.after(HANDSHAKE_TIMEOUT, () => this.fail(accessToken));
    const isCurrent = () => turn === this.turn;
    this.socket = openSocket(url, [SUBPROTOCOL, BEARER_PREFIX + accessToken], {
      opened: () => isCurrent() && this.succeed(token),
      received: (data) => isCurrent() && this.received.emit(data),
      closed: () => isCurrent() && this.fail(accessToken),
    });
  }

  private succeed(token: AccessToken): void {
    const { clock, random } = this.options;
    this.callOff?.();
    this.callOff = clock.after(PLANNED_LIFE.least + random() * (PLANNED_LIFE.most - PLANNED_LIFE.least), () => this.reconnect());
    this.openedAt = clock.now();
    this.become('open');
    this.opened.emit(token);
  }

  /** A handshake was refused, or an open connection went. Browsers hide which status a handshake got. */
  private fail(accessToken: string): void {
    const now = this.options.clock.now();
    if (!this.isOpen && now - this.doubtedAt >= TOKEN_DOUBT_EVERY) {
      this.stale = accessToken;
      this.doubtedAt = now;
    }
    this.letGo();
    this.retryLater();
  }

  private retryLater(): void {
    const { clock, random, surroundings } = this.options;
    this.become(surroundings.isOnline() ? 'waiting' : 'offline');
    this.callOff?.();
    this.callOff = clock.after(backOff(this.failures, random, RETRY), () => void this.connect());
    this.failures += 1;
  }

  private letGo(): void {
    const wasOpen = this.isOpen;
    this.turn += 1;
    this.callOff?.();
    this.socket?.close();
    this.socket = undefined;
    if (!wasOpen) return;
    if (this.options.clock.now() - this.openedAt >= STABLE_AFTER) this.failures = 0;
    this.lost.emit();
  }

  private become(state: ConnectionState): void {
    if (state === this.current) return;
    this.current = state;
    this.stateChanged.emit(state);
  }
}
