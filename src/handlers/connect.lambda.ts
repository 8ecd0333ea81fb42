import type {
  APIGatewayEventWebsocketRequestContextV2, APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2WithRequestContext,
} from 'aws-lambda';
import { SUBPROTOCOL } from '../protocol/limits';
import { documentClient } from './aws/document-client';
import { DynamoDbConnectionStore } from './aws/dynamodb-connection-store';
import { variable } from './aws/environment';
import { logError } from './aws/log';

const connections = new DynamoDbConnectionStore(documentClient, variable('CONNECTIONS_TABLE'));

/** What `authorize` says of the bearer; API Gateway makes text of it. */
interface Authorized extends APIGatewayEventWebsocketRequestContextV2 {
  readonly authorizer: { readonly userId: string; readonly name: string; readonly originJti: string; readonly sessionExpiresAt: string };
}

/** Notes a connection that was let in. Chrome gives up a handshake whose answer does not select a subprotocol. */
export async function handler(event: APIGatewayProxyWebsocketEventV2WithRequestContext<Authorized>): Promise<APIGatewayProxyResultV2> {
  const { connectionId, eventType, authorizer } = event.requestContext;
  if (eventType !== 'CONNECT') return { statusCode: 400 };
  try {
    await connections.put({
      connectionId,
      userId: authorizer.userId,
      name: authorizer.name,
      originJti: authorizer.originJti,
      sessionExpiresAt: Number(authorizer.sessionExpiresAt),
      rooms: new Set(),
      rateTime: 0,
    });
  } catch (error) {
    logError('connect-failed', error, { connectionId });
    return { statusCode: 500 };
  }
  return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': SUBPROTOCOL } };
}
