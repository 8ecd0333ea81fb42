import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { documentClient } from './aws/document-client';
import { DynamoDbConnectionStore } from './aws/dynamodb-connection-store';
import { variable } from './aws/environment';
import { logError } from './aws/log';
import { removeConnection } from './chat/remove-connection';

const connections = new DynamoDbConnectionStore(documentClient, variable('CONNECTIONS_TABLE'));

/** Removes what is noted of a connection that has closed. API Gateway does its best to call it; delivery does the rest. */
export async function handler({ requestContext }: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResultV2> {
  const { connectionId, eventType } = requestContext;
  try {
    if (eventType === 'DISCONNECT') await removeConnection(connectionId, connections);
  } catch (error) {
    logError('disconnect-failed', error, { connectionId });
    return { statusCode: 500 };
  }
  return { statusCode: 200 };
}
