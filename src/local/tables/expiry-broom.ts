import type { DeployedResource } from '../template/stack-template';
import { dynamoDBClient } from './dynamodb-client';
import { keyAttributes, timeToLiveAttribute } from './table-schema';

interface Page {
  readonly Items: Record<string, unknown>[];
  readonly LastEvaluatedKey?: Record<string, unknown>;
}

/**
 * Deletes expired items, as DynamoDB does in its own time: days may pass there, minutes here.
 *
 * @param now milliseconds since 1970
 */
export async function sweepExpired(endpoint: string, tables: readonly DeployedResource[], now = Date.now()): Promise<number> {
  const dynamoDB = dynamoDBClient(endpoint);
  let swept = 0;
  for (const table of tables) {
    const attribute = timeToLiveAttribute(table);
    if (attribute === undefined) continue;
    const condition = { ExpressionAttributeNames: { '#ttl': attribute }, ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) } } };
    let start: Record<string, unknown> | undefined;
    do {
      const page: Page = await dynamoDB('Scan', { TableName: table.physicalId, FilterExpression: '#ttl < :now', ...condition, ...(start && { ExclusiveStartKey: start }) });
      for (const item of page.Items) {
        const Key = Object.fromEntries(keyAttributes(table).map((name) => [name, item[name]]));
        // an item that was renewed in the meantime stays
        swept += await dynamoDB('DeleteItem', { TableName: table.physicalId, Key, ConditionExpression: '#ttl < :now', ...condition }).then(() => 1, () => 0);
      }
      start = page.LastEvaluatedKey;
    } while (start);
  }
  return swept;
}
