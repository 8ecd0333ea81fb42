import { consumption } from '../../../src/local/control/consumption';
import { FunctionStatistics } from '../../../src/local/functions/function-statistics';
import { GatewayCounters } from '../../../src/local/gateway/gateway-counters';

test('what was consumed comes with what AWS would have billed', () => {
  const send = new FunctionStatistics(512);
  send.coldStart(100);
  send.invocation({ wallMs: 10.2, cpuMs: 5 }, false);
  send.invocation({ wallMs: 20, cpuMs: 6 }, true);
  const gateway = new GatewayCounters();
  gateway.messageIn(1);
  gateway.messageOut(32 * 1024 + 1);
  gateway.messageOut(0);
  gateway.posted(200);
  gateway.posted(200);
  gateway.posted(410);

  const stats = JSON.parse(JSON.stringify(consumption({
    functions: () => ({ 'send-message': send }),
    tables: () => ({ ChatTable: { readUnits: 8, writeUnits: 4 } }),
    gateway,
  }))) as Record<string, Record<string, unknown>>;

  expect(stats.functions['send-message']).toEqual({ invocations: 2, errors: 1, coldStarts: 1, wallMs: 30.2, cpuMs: 11, billedGbSeconds: expect.closeTo((100 + 11 + 20) / 1000 / 2, 9) });
  expect(stats.tables).toEqual({ ChatTable: { readUnits: 8, writeUnits: 4 } });
  expect(stats.gateway).toEqual({ connections: 0, messagesIn: 1, messagesOut: 2, billedMessages: 4, posts: { 200: 2, 410: 1 } });
  expect(stats.dollars.tables).toBeCloseTo(8 * 0.125e-6 + 4 * 0.625e-6, 12);
  expect(stats.dollars.functions).toBeCloseTo(2 * 0.2e-6 + 0.0655 * 0.0000133334, 12);
  expect(stats.dollars.gateway).toBeCloseTo(4e-6, 12);
  expect(stats.dollars.total).toBeCloseTo(Number(stats.dollars.tables) + Number(stats.dollars.functions) + Number(stats.dollars.gateway), 12);
});

test('connection minutes are those of open and of ended connections', () => {
  const gateway = new GatewayCounters();
  const at = (minutes: number) => new Date(1_800_000_000_000 + minutes * 60_000);
  gateway.opened(at(0));
  gateway.opened(at(5));
  gateway.closed(at(0), at(10).getTime());
  expect(gateway.connections).toBe(1);
  expect(gateway.connectionMinutes(at(12).getTime())).toBeCloseTo(10 + 7, 6);
});
