import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { parseHistoryRequest } from '../protocol/parse-request';
import { documentClient } from './aws/document-client';
import { DynamoDbChatStore } from './aws/dynamodb-chat-store';
import { variable } from './aws/environment';
import { logError } from './aws/log';
import { ChatError } from './chat/chat-error';
import { systemClock } from './chat/clock';
import { readRoomHistory } from './chat/read-history';
import { httpError, json } from './http-reply';

const ports = { store: new DynamoDbChatStore(documentClient, variable('CHAT_TABLE')), clock: systemClock };

/** Serves `GET /rooms/{roomId}/messages`. The gateway has checked the token; but it lets ID tokens in, too. */
export async function handler(
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.requestContext.authorizer.jwt.claims.token_use !== 'access') return httpError('UNAUTHENTICATED', 'bring an access token');
  const parsed = parseHistoryRequest({ ...event.queryStringParameters, roomId: event.pathParameters?.roomId });
  if ('error' in parsed) return httpError('INVALID_REQUEST', parsed.error.message);
  try {
    const { roomId } = parsed.request;
    const { messages, highWatermark, hasMore } = await readRoomHistory(roomId, parsed.request, ports);
    return json({ roomId, messages, highWatermark, hasMore });
  } catch (error) {
    if (error instanceof ChatError && error.code === 'ROOM_NOT_FOUND') return httpError('ROOM_NOT_FOUND', error.message);
    logError('history-failed', error, { reference: context.awsRequestId });
    return httpError('INTERNAL', `something went wrong on our side, reference ${context.awsRequestId}`);
  }
}
