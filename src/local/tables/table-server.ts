import * as http from 'node:http';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server';
import { readRequestBody } from '../request-body';
import { CapacityMeter } from './table-capacity';

/** Longest request that DynamoDB takes. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** Operations that say what they consumed, when asked. */
const METERED = new Set(['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']);

/** A DynamoDB in memory. */
export interface TableServer extends LoopbackServer {
  readonly endpoint: string;
  readonly meter: CapacityMeter;
}

/**
 * Starts dynalite behind a counter: it is asked for the consumed capacity of every call, and callers get that only
 * where they asked for it themselves.
 */
export async function startTableServer(): Promise<TableServer> {
  const meter = new CapacityMeter();
  const store = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const server = http.createServer((request, response) => {
    answer(store, meter, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0; // a function that was idle must not find its connection closed just when it uses it
  const listening = await listenOnLoopback(server);
  return {
    ...listening,
    endpoint: `http://127.0.0.1:${listening.port}`,
    meter,
  };
}

async function answer(
  store: http.Server,
  meter: CapacityMeter,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = await readRequestBody(request, MAX_REQUEST_BYTES);
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const call = METERED.has(operation) ? parseObject(body) : undefined;
  if (!call) {
    pass(store, request, response, body);
    return;
  }
  const asked = call.ReturnConsumedCapacity !== undefined && call.ReturnConsumedCapacity !== 'NONE';
  if (!asked) call.ReturnConsumedCapacity = 'TOTAL';

  const end = response.end.bind(response);
  response.end = ((text: string) => {
    const { ConsumedCapacity, ...rest } = JSON.parse(text) as Record<string, never>;
    if (response.statusCode === 200) meter.record(operation, ConsumedCapacity);
    if (asked || ConsumedCapacity === undefined) return end(text);
    const answered = JSON.stringify(rest);
    response.removeHeader('x-amz-crc32');
    response.setHeader('Content-Length', Buffer.byteLength(answered));
    return end(answered);
  }) as typeof response.end;
  pass(store, request, response, Buffer.from(JSON.stringify(call)));
}

/** Lets dynalite handle a request whose body was read, and perhaps changed. */
function pass(store: http.Server, { method, url, headers }: http.IncomingMessage, response: http.ServerResponse, body: Buffer): void {
  const replay = Object.assign(Readable.from(body.length > 0 ? [body] : []), { method, url, headers });
  store.emit('request', replay, response);
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined; // dynalite says what is wrong with it
  }
}
