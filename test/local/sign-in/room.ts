import type { CfnResource } from '../../../src/local/sign-in/pool/cfn-resource';
import { type SignInServer, type SignInServerOptions, startSignInServer } from '../../../src/local/sign-in/sign-in-server';
import { CALLBACK_URL, CLIENT_ID, publicClient, userPool, userPoolClient } from './template';

/** A sign-in server whose clock stands still, but for what a test moves it. */
export interface Room {
  readonly server: SignInServer;
  /** Errors that visitors do not see; a test that expects none looks here. */
  readonly errors: unknown[];
  advance(milliseconds: number): void;
  /** An authorize URL of the page's client, with changes of a test; `undefined` leaves a parameter out. */
  authorizeUrl(changes?: Record<string, string | undefined>): string;
}

const open: SignInServer[] = [];

interface RoomOptions extends Partial<SignInServerOptions> {
  /** Properties of the pool that differ. */
  readonly pool?: Record<string, unknown>;
  /** Properties of the page's client that differ. */
  readonly client?: Record<string, unknown>;
  /** Other clients altogether. */
  readonly clients?: CfnResource[];
}

export async function startRoom({ pool, client, clients, ...rest }: RoomOptions = {}): Promise<Room> {
  let time = Date.now();
  const errors: unknown[] = [];
  const server = await startSignInServer({
    port: 0,
    title: 'Chat',
    userPool: userPool(pool),
    userPoolClients: clients ?? [userPoolClient(client), publicClient()],
    invokeTrigger: async (_, event) => event,
    onError: (error) => errors.push(error),
    now: () => time,
    ...rest,
  });
  open.push(server);
  return {
    server,
    errors,
    advance: (milliseconds) => {
      time += milliseconds;
    },
    authorizeUrl: (changes = {}) => {
      const parameters = {
        response_type: 'code', client_id: CLIENT_ID, redirect_uri: CALLBACK_URL, scope: 'openid email profile', state: 'a state', nonce: 'a nonce', ...changes,
      };
      const query = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
      return `${server.origin}/oauth2/authorize?${new URLSearchParams(query).toString()}`;
    },
  };
}

/** For `afterEach`. */
export async function closeRooms(): Promise<void> {
  await Promise.all(open.splice(0).map(async (server) => server.close()));
}

/** One room for all tests of a `describe`, which leave it as it is. */
export function sharedRoom(): () => Room {
  let room: Room;
  beforeAll(async () => {
    room = await startRoom();
    open.pop();
  });
  afterAll(async () => room.server.close());
  return () => room;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
