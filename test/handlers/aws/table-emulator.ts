import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';

/** A DynamoDB on this machine, in memory. */
export interface TableEmulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** As Lambda gives them to a function. */
export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
export const REGION = 'eu-central-1';

export async function startDynalite(): Promise<TableEmulator> {
  const server = dynalite({ createTableMs: 0 });
  server.keepAliveTimeout = 0; // a client that was idle must not find its connection closed just when it uses it
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The binary of another emulator, which runs on Linux alone. It is no dependency: see `DYNOXIDE`. */
const DYNOXIDE_PACKAGE = path.join(__dirname, '../../../node_modules/@dynoxide/linux-x64/dynoxide');

/** Where that binary is: as the variable `DYNOXIDE` says, or installed by `npm install --no-save @dynoxide/linux-x64`. */
export const dynoxide = [process.env.DYNOXIDE, DYNOXIDE_PACKAGE].find((file) => file !== undefined && fs.existsSync(file));

/** It tells no port that the system picked for it, so it is given a free one, and another where that was taken meanwhile. */
export async function startDynoxide(binary: string): Promise<TableEmulator> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const child = spawn(binary, ['serve', '--port', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    if (await isListening(child)) {
      return { endpoint: `http://127.0.0.1:${port}`, stop: async () => stop(child) };
    }
    if (tries === 5) throw new Error('dynoxide does not listen');
  }
}

/** A client as the functions have it. */
export function documentClientOf({ endpoint }: TableEmulator): DynamoDBDocumentClient {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'; // the oldest Node that is supported is older than the SDK likes
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Makes a table as the construct does: keys `pk` and `sk`, both text. */
export async function createTable(client: DynamoDBDocumentClient, TableName: string): Promise<void> {
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
  }));
  while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== 'ACTIVE') continue;
}

interface Read {
  readonly call: string;
  readonly isStrong: boolean;
}

/** The reads that a client makes meanwhile, and whether each is strongly consistent. An emulator cannot tell: all of its are. */
export async function readsDuring(client: DynamoDBDocumentClient, meanwhile: () => Promise<unknown>): Promise<Read[]> {
  const reads: Read[] = [];
  client.middlewareStack.add((next, { commandName }) => async (parameters) => {
    const call = String(commandName).replace(/Command$/, '');
    if (/^(Get|Query|BatchGet|Scan)/.test(call)) {
      const { RequestItems } = parameters.input as { RequestItems?: Record<string, object> };
      const inputs = RequestItems ? Object.values(RequestItems) : [parameters.input];
      reads.push({ call, isStrong: inputs.every((input) => (input as { ConsistentRead?: boolean }).ConsistentRead === true) });
    }
    return next(parameters);
  }, { name: 'readsDuring', step: 'initialize' });
  try {
    await meanwhile();
  } finally {
    client.middlewareStack.remove('readsDuring');
  }
  return reads;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isListening(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.stderr!.on('data', (said: Buffer) => { if (said.includes('listening')) resolve(true); });
    child.once('exit', () => resolve(false));
    child.once('error', () => resolve(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
