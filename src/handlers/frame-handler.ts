import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2, Context } from 'aws-lambda';
import { parseRequest } from '../protocol/parse-request';
import type { ErrorReply, ReplyBody } from '../protocol/reply';
import type { ClientRequest } from '../protocol/request';
import { logError } from './aws/log';
import { ChatError } from './chat/chat-error';

/** Serves a frame that is in order. What it throws becomes an error frame. */
export type FrameService = (request: ClientRequest, connectionId: string) => Promise<ReplyBody>;

/**
 * A handler for frames of a WebSocket: whatever comes in, one frame goes back, as a route response, and the socket stays
 * open.
 */
export function frameHandler(serve: FrameService) {
  return async (event: APIGatewayProxyWebsocketEventV2, context: Context): Promise<APIGatewayProxyResultV2> => {
    const parsed = parseRequest(event.body);
    const { requestId } = parsed;
    const reply = 'error' in parsed
      ? { type: 'error' as const, ...parsed.error }
      : await serve(parsed.request, event.requestContext.connectionId).catch((error: unknown) => toErrorReply(error, context));
    return { statusCode: 200, body: JSON.stringify({ ...reply, ...(requestId !== undefined && { requestId }) }) };
  };
}

function toErrorReply(error: unknown, context: Context): ErrorReply {
  if (error instanceof ChatError) {
    const { code, message, retryAfterMs } = error;
    return { type: 'error', code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  logError('frame-failed', error, { reference: context.awsRequestId });
  return { type: 'error', code: 'INTERNAL', message: `something went wrong on our side, reference ${context.awsRequestId}` };
}
