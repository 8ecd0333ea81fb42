import * as http from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server';
import { readRequestBody } from '../request-body';
import { ServiceError } from './secrets-manager';

const MAX_REQUEST_BYTES = 1024 * 1024;

/** An operation of a service that speaks AWS's JSON protocol. */
export type Operation = (input: Record<string, unknown>) => unknown;

export interface ServiceServer extends LoopbackServer {
  readonly endpoint: string;
}

/**
 * Answers for AWS services by their operations' names, as `secretsmanager.GetSecretValue`. Functions are led here for
 * every service, so that a call to one that is not played ends here, and not at AWS.
 *
 * @param report told once of each operation that is asked for and not played
 */
export async function startServiceServer(operations: Readonly<Record<string, Operation>>, report: (line: string) => void): Promise<ServiceServer> {
  const missed = new Set<string>();
  const server = http.createServer((request, response) => {
    answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    }, () => response.destroy());
  });
  server.keepAliveTimeout = 0;
  const listening = await listenOnLoopback(server);
  return { ...listening, endpoint: `http://127.0.0.1:${listening.port}` };

  async function answer(request: http.IncomingMessage): Promise<{ status: number; body: unknown }> {
    const body = await readRequestBody(request, MAX_REQUEST_BYTES);
    const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
    const operation = operations[target];
    try {
      if (!operation) {
        if (!missed.has(target)) report(`a function called ${target}, which the local chat room does not have`);
        missed.add(target);
        throw new ServiceError('UnknownOperationException', `the local chat room has no ${target}`);
      }
      return { status: 200, body: operation(JSON.parse(body.toString()) as Record<string, unknown>) };
    } catch (error) {
      const type = error instanceof ServiceError ? error.type : 'SerializationException';
      return { status: 400, body: { __type: type, message: error instanceof ServiceError ? error.message : 'the request is not JSON' } };
    }
  }
}
