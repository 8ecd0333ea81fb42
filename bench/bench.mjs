// @ts-check
/**
 * `npm run bench`: what the product promises in numbers, measured. A table for people; with `--json` one object for
 * programs. `--only a,b` runs some of the measurements. Times depend on the machine: each stands beside a baseline that
 * was measured in the same run, and their ratio is what can be compared between machines.
 */
import { parseArgs } from 'node:util';
import { bundles } from './bundles.mjs';
import { cleanClone } from './clean-clone.mjs';
import { start } from './start.mjs';
import { synth } from './synth.mjs';
import { tarball } from './tarball.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [limit] what the value must not exceed
 * @property {number} [ratio] the value over its baseline, measured in the same run
 * @property {string} [baseline]
 */

/** @type {Record<string, () => Promise<Row[]>>} */
const MEASUREMENTS = { bundles, tarball, start, synth, cleanClone };

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
const names = values.only?.split(',') ?? Object.keys(MEASUREMENTS);
const unknown = names.filter((name) => !(name in MEASUREMENTS));
if (unknown.length > 0) {
  console.error(`there is no measurement "${unknown[0]}": choose from ${Object.keys(MEASUREMENTS).join(', ')}`);
  process.exit(2);
}

/** @type {Row[]} */
const rows = [];
for (const name of names) {
  console.error(`measuring ${name} …`);
  rows.push(...(await /** @type {() => Promise<Row[]>} */ (MEASUREMENTS[name])()));
}

if (values.json) {
  console.log(JSON.stringify({ node: process.version, rows }, undefined, 1));
} else {
  console.table(Object.fromEntries(rows.map(({ name, value, unit, limit, ratio, baseline }) => [name, {
    measured: `${round(value)} ${unit}`,
    limit: limit === undefined ? '' : `${limit} ${unit}`,
    kept: limit === undefined ? '' : value <= limit ? 'yes' : 'NO',
    ratio: ratio === undefined ? '' : `${round(ratio)} × ${baseline}`,
  }])));
}

/** @param {number} number */
function round(number) {
  return Math.abs(number) >= 100 ? Math.round(number) : Number(number.toPrecision(3));
}
