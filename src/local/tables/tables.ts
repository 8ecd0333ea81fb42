import { constructId, type DeployedResource } from '../template/stack-template';
import { createTables } from './create-tables';
import { sweepExpired } from './expiry-broom';
import type { TableCapacity } from './table-capacity';
import { startTableServer, type TableServer } from './table-server';

/** Expired items are swept so often. */
const SWEEP_MS = 5 * 60_000;

const TABLE_TYPES = new Set(['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']);

export interface Tables {
  readonly endpoint: string;
  /** What was consumed since the start, by the id of a table's construct; empty where another endpoint is used. */
  capacity(): Record<string, TableCapacity>;
  close(): Promise<void>;
}

/**
 * Makes the tables of a template: in memory, or at another DynamoDB endpoint, where they stay.
 */
export async function startTables(resources: readonly DeployedResource[], otherEndpoint?: string): Promise<Tables> {
  const tables = resources.filter(({ type }) => TABLE_TYPES.has(type));
  const server = otherEndpoint === undefined ? await startTableServer() : undefined;
  const endpoint = otherEndpoint ?? (server as TableServer).endpoint;
  try {
    await createTables(endpoint, tables);
  } catch (error) {
    await server?.close();
    throw error;
  }
  // DynamoDB sweeps by itself; what is in memory here has to be swept
  const broom = server && setInterval(() => { sweepExpired(endpoint, tables).catch(() => undefined); }, SWEEP_MS).unref();
  return {
    endpoint,
    capacity: () => Object.fromEntries(tables.flatMap((table) => {
      const used = server?.meter.tables.get(table.physicalId);
      return used ? [[constructId(table), used]] : [];
    })),
    close: async () => {
      clearInterval(broom);
      await server?.close();
    },
  };
}
