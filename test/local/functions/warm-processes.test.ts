import { WarmProcesses } from '../../../src/local/functions/warm-processes';

/** Processes that are named, and those that were stopped, in order. */
function warm() {
  const processes = new WarmProcesses({ keepMs: 3_000, keepSurplusMs: 1_000, few: 2 });
  const stopped: string[] = [];
  return { stopped, keep: (name: string) => processes.keep(() => stopped.push(name)) };
}

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => { jest.useRealTimers(); });

test('after a burst the few that were used last are kept longer', () => {
  const { stopped, keep } = warm();
  for (const name of ['a', 'b', 'c', 'd']) keep(name);
  jest.advanceTimersByTime(999);
  expect(stopped).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(stopped).toEqual(['a', 'b']);
  jest.advanceTimersByTime(2_000);
  expect(stopped).toEqual(['a', 'b', 'c', 'd']);
});

test('one that is used again is not stopped, and counts as used last', () => {
  const { stopped, keep } = warm();
  const use = keep('a');
  keep('b');
  keep('c');
  jest.advanceTimersByTime(500);
  use();
  keep('a');
  jest.advanceTimersByTime(500);
  expect(stopped).toEqual(['b']);
  jest.advanceTimersByTime(3_000);
  expect(stopped).toEqual(['b', 'c', 'a']);
});

test('one that others push out later is stopped soon after', () => {
  const { stopped, keep } = warm();
  keep('a');
  jest.advanceTimersByTime(1_500);
  keep('b');
  keep('c');
  jest.advanceTimersByTime(1_000);
  expect(stopped).toEqual(['a']);
});
