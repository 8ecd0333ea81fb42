import { inspect } from 'node:util';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDbChatStore } from '../../src/handlers/aws/dynamodb-chat-store';
import { DynamoDbConnectionStore } from '../../src/handlers/aws/dynamodb-connection-store';
import type { Connection } from '../../src/handlers/chat/connection-store';
import { createTable, CREDENTIALS, documentClientOf, REGION, startDynalite, type TableEmulator } from './aws/table-emulator';
import { CHAT_TABLE, CONNECTIONS_TABLE } from './aws/table-suites';
import { CLIENT_ID, Issuer } from './issuer';
import { bodyOf, type LoopbackServer, serve } from './loopback-server';

export const HOUR_MS = 3_600_000;

/** A call of DynamoDB, as `PutItem`, and what it is about. */
export interface TableCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What is around a function that serves the chat: tables, an issuer, and `@connections`. */
export class Surroundings {
  static async start(): Promise<Surroundings> {
    const surroundings = new Surroundings(await startDynalite(), await Issuer.start());
    await surroundings.open();
    return surroundings;
  }

  readonly chat: DynamoDbChatStore;
  readonly connections: DynamoDbConnectionStore;
  private readonly client: DynamoDBDocumentClient;
  private readonly posted = new Map<string, unknown[]>();
  private tables!: LoopbackServer;
  private postbox!: LoopbackServer;
  private rooms = 0;
  private connectionIds = 0;

  private constructor(private readonly emulator: TableEmulator, readonly issuer: Issuer) {
    this.client = documentClientOf(emulator);
    this.chat = new DynamoDbChatStore(this.client, CHAT_TABLE);
    this.connections = new DynamoDbConnectionStore(this.client, CONNECTIONS_TABLE);
  }

  /** Which calls of tables fail, with an error that the SDK does not try again. */
  failing: (call: TableCall) => boolean = () => false;
  /** What `@connections` answers for a connection. */
  statusOf: (connectionId: string) => number = () => 200;

  /** As the template and Lambda set it. */
  get variables(): Record<string, string> {
    return {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: this.tables.url,
      CHAT_TABLE,
      CONNECTIONS_TABLE,
      CONNECTIONS_URL: `${this.postbox.url}/chat`,
      ISSUER: this.issuer.url,
      JWKS_URL: this.issuer.newJwksUrl,
      CLIENT_ID,
    };
  }

  newRoom(): string {
    return `room-${(this.rooms += 1)}`;
  }

  /** Lets a connection in: for an hour, in no room, unless told otherwise. */
  async connect({ rooms = [], ...fields }: Partial<Omit<Connection, 'rooms'>> & { rooms?: string[] } = {}): Promise<string> {
    const connectionId = `c${(this.connectionIds += 1)}=`;
    const connection: Connection = {
      connectionId, userId: 'ada', name: 'Ada', originJti: 'sign-in-1', sessionExpiresAt: Date.now() + HOUR_MS, rooms: new Set(), rateTime: 0, ...fields,
    };
    await this.connections.put(connection);
    for (const room of rooms) {
      await this.connections.addRoom(connectionId, room, connection.sessionExpiresAt - 1, 50);
      await this.connections.putInRoom(room, connection);
      await this.chat.createRoom(room, Date.now());
    }
    return connectionId;
  }

  /** The frames that a connection was sent. */
  framesOf(connectionId: string): unknown[] {
    return this.posted.get(connectionId) ?? [];
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await Promise.all([this.tables.stop(), this.postbox.stop(), this.emulator.stop(), this.issuer.stop()]);
  }

  private async open(): Promise<void> {
    await createTable(this.client, CHAT_TABLE);
    await createTable(this.client, CONNECTIONS_TABLE);
    this.tables = await serve((request, response) => {
      void bodyOf(request).then(async (body) => {
        const operation = String(request.headers['x-amz-target']).split('.')[1];
        if (this.failing({ operation, input: JSON.parse(body) as Record<string, unknown> })) {
          const error = { __type: 'com.amazonaws.dynamodb.v20120810#ValidationException', message: 'refused by a test' };
          response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(error));
          return;
        }
        const answer = await fetch(this.emulator.endpoint, { method: 'POST', headers: request.headers as Record<string, string>, body });
        response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
      }).catch(() => response.destroy());
    });
    this.postbox = await serve((request, response) => {
      const connectionId = decodeURIComponent(request.url!.split('/').at(-1)!);
      void bodyOf(request).then((body) => {
        const status = this.statusOf(connectionId);
        if (status === 200) this.posted.set(connectionId, [...this.framesOf(connectionId), JSON.parse(body)]);
        response.writeHead(status).end();
      }).catch(() => response.destroy());
    });
  }
}

/** What is logged while a test runs, as text. */
export function watchLog(): () => string {
  const lines: string[] = [];
  const note = (...parts: unknown[]) => { lines.push(parts.map((part) => inspect(part, { depth: Infinity, showHidden: true })).join(' ')); };
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) jest.spyOn(console, level).mockImplementation(note);
  return () => lines.join('\n');
}
