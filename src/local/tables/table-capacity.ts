/** Units consumed of a table since the start. */
export interface TableCapacity {
  readUnits: number;
  writeUnits: number;
}

interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

/** Operations whose units are write units. */
const WRITES = new Set(['BatchWriteItem', 'DeleteItem', 'PutItem', 'TransactWriteItems', 'UpdateItem']);

/** Adds up what DynamoDB says that each operation consumed. */
export class CapacityMeter {
  public readonly tables = new Map<string, TableCapacity>();

  public record(operation: string, consumed: ConsumedCapacity | ConsumedCapacity[] | undefined): void {
    for (const { TableName, CapacityUnits } of [consumed ?? []].flat()) {
      const table = this.tables.get(TableName) ?? { readUnits: 0, writeUnits: 0 };
      this.tables.set(TableName, table);
      table[WRITES.has(operation) ? 'writeUnits' : 'readUnits'] += CapacityUnits;
    }
  }
}
