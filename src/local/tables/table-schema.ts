import type { DeployedResource } from '../template/stack-template';

/** A request of DynamoDB's `CreateTable`. */
export interface TableSchema {
  readonly TableName: string;
  readonly [property: string]: unknown;
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: unknown;
  readonly Projection: unknown;
}

/**
 * The table that a resource describes: keys and indexes. All are billed on demand, whatever the template says: there is
 * no provisioned throughput to run out of on a desk.
 */
export function tableSchema({ physicalId, properties }: DeployedResource): TableSchema {
  const indexes = (name: string) => {
    const list = properties[name] as Index[] | undefined;
    if (!list || list.length === 0) return {};
    return { [name]: list.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })) };
  };
  return {
    TableName: physicalId,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...indexes('GlobalSecondaryIndexes'),
    ...indexes('LocalSecondaryIndexes'),
  };
}

/** The attribute that holds when an item expires, or `undefined`. */
export function timeToLiveAttribute({ properties }: DeployedResource): string | undefined {
  const { AttributeName, Enabled } = (properties.TimeToLiveSpecification ?? {}) as { AttributeName?: string; Enabled?: boolean | string };
  return String(Enabled) === 'true' ? AttributeName : undefined;
}

/** Names of the attributes of a table's primary key. */
export function keyAttributes({ properties }: DeployedResource): string[] {
  return (properties.KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
}
