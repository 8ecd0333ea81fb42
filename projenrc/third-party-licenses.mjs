// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The licences of the packages that went into bundles, as these ask for it.
 *
 * @param {string} root
 * @param {Iterable<string>} inputs files that were bundled, relative to the root
 */
export function thirdPartyLicenses(root, inputs) {
  const packages = new Set([...inputs].flatMap((file) => /^.*node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(file)?.[0] ?? []));
  /** @type {Map<string, string[]>} names of packages by the text of their licence, which many share */
  const texts = new Map();
  for (const directory of [...packages].sort()) {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, directory, 'package.json'), 'utf8'));
    const text = licenseText(path.join(root, directory));
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license.type ?? license})`]);
  }
  const sections = [...texts].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  return `The bundles of this package contain the following software.\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @param {string} directory */
function licenseText(directory) {
  const files = fs.readdirSync(directory).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  if (files.length === 0) return 'Its package holds no text of its licence.';
  return files.map((file) => fs.readFileSync(path.join(directory, file), 'utf8').trim()).join('\n\n');
}
