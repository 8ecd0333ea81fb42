import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2, Context } from 'aws-lambda';
import * as v from 'valibot';
import { Reply } from '../../src/protocol/reply';
import { context, webSocketEvent } from './events';

type FrameHandler = (event: APIGatewayProxyWebsocketEventV2, context: Context) => Promise<APIGatewayProxyResultV2>;

/** Hands a frame to a handler. Its answer is one frame, of the documented form and no longer than a reply may be. */
export async function answerTo(handler: FrameHandler, connectionId: string, frame: unknown): Promise<Reply> {
  const body = typeof frame === 'string' ? frame : JSON.stringify(frame);
  const answer = await handler(webSocketEvent({ connectionId, body }), context());
  if (typeof answer === 'string' || answer.statusCode !== 200 || answer.body === undefined) throw new Error(`no route response: ${JSON.stringify(answer)}`);
  expect(Object.keys(answer).sort()).toEqual(['body', 'statusCode']);
  expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(30 * 1_024);
  const reply: unknown = JSON.parse(answer.body);
  expect(v.parse(Reply, reply)).toEqual(reply);
  return reply as Reply;
}
