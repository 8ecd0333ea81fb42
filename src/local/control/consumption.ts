import type { FunctionStatistics } from '../functions/function-statistics';
import type { GatewayCounters } from '../gateway/gateway-counters';
import type { TableCapacity } from '../tables/table-capacity';

/** Where the figures come from. Names are those that people know: `send-message`, `ChatTable`. */
export interface ConsumptionSources {
  readonly gateway: GatewayCounters;
  functions(): Record<string, FunctionStatistics>;
  tables(): Record<string, TableCapacity>;
}

/** List prices in us-east-1, in dollars. */
const PRICE = {
  webSocketMessage: 1.00e-6,
  connectionMinute: 0.25e-6,
  functionGbSecond: 0.0000133334, // arm64
  functionRequest: 0.20e-6,
  tableRead: 0.125e-6,
  tableWrite: 0.625e-6,
};

/** What was consumed since the start, and what AWS would have billed for it. */
export function consumption({ functions, tables, gateway }: ConsumptionSources): Record<string, unknown> {
  const functionStatistics = functions();
  const tableCapacity = tables();
  const { connections, messagesIn, messagesOut, billedMessages, posts } = gateway;
  const dollars = {
    functions: sum(Object.values(functionStatistics).map(({ invocations, billedGbSeconds }) => (
      invocations * PRICE.functionRequest + billedGbSeconds * PRICE.functionGbSecond
    ))),
    tables: sum(Object.values(tableCapacity).map(({ readUnits, writeUnits }) => readUnits * PRICE.tableRead + writeUnits * PRICE.tableWrite)),
    queues: 0,
    gateway: billedMessages * PRICE.webSocketMessage + gateway.connectionMinutes() * PRICE.connectionMinute,
  };
  return {
    functions: functionStatistics,
    tables: tableCapacity,
    queues: {},
    gateway: { connections, messagesIn, messagesOut, billedMessages, posts },
    dollars: { ...dollars, total: sum(Object.values(dollars)) },
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
