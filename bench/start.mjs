// @ts-check
import { median, ROOT, startRoom, timeOf, treeMemory } from './measure.mjs';

const RUNS = 5;

/** `npm start` in a built tree, and what it takes while nothing happens. */
export async function start() {
  await (await startRoom(ROOT)).stop(); // builds what is stale
  const ready = [];
  const memory = [];
  const nothing = [];
  for (let run = 0; run < RUNS; run += 1) {
    nothing.push(timeOf('npm', ['exec', '--', 'node', '--version'], { cwd: ROOT, stdio: 'ignore' }));
    const room = await startRoom(ROOT);
    ready.push(room.readyMs);
    memory.push(treeMemory(room.pid));
    await room.stop();
  }
  return [
    { name: 'npm start ready, built tree', value: median(ready) / 1000, unit: 's', limit: 3, ratio: median(ready) / median(nothing), baseline: 'npm exec node --version' },
    { name: 'idle process tree, npm included', value: median(memory), unit: 'MB', limit: 250 },
  ];
}
