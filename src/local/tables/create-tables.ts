import { CommandError } from '../command-error';
import type { DeployedResource } from '../template/stack-template';
import { DynamoDBError, dynamoDBClient } from './dynamodb-client';
import { tableSchema } from './table-schema';

/** Makes the template's tables at a DynamoDB endpoint; one that is there already is used as it is. */
export async function createTables(endpoint: string, tables: readonly DeployedResource[]): Promise<void> {
  const dynamoDB = dynamoDBClient(endpoint);
  await Promise.all(tables.map(async (table) => {
    try {
      await dynamoDB('CreateTable', tableSchema(table));
      while (await status(table.physicalId) !== 'ACTIVE') await new Promise((resolve) => setTimeout(resolve, 10));
    } catch (error) {
      if (error instanceof DynamoDBError && error.type === 'ResourceInUseException') return;
      const reason = error instanceof DynamoDBError ? error.message : 'no DynamoDB answers there';
      throw new CommandError(`the tables could not be made at ${endpoint}: ${reason}`);
    }
  }));

  async function status(name: string): Promise<string> {
    const { Table } = await dynamoDB<{ Table: { TableStatus: string } }>('DescribeTable', { TableName: name });
    return Table.TableStatus;
  }
}
