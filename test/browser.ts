import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Its own arguments are made for Lambda, and do not survive a second browser context. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/**
 * A headless browser: the one at `CHROME_PATH`, else the one from npm, which runs on Linux x64 only.
 *
 * @throws with a plain sentence where there is neither
 */
export async function launchBrowser(): Promise<Browser> {
  const found = process.env.CHROME_PATH;
  if (found) return chromium.launch({ executablePath: found, args: ARGS });
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`no browser for ${process.platform} ${process.arch} comes with the tests: set CHROME_PATH to a Chrome or Chromium`);
  }
  const folder = unpackOnce();
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: ARGS,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [path.join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    },
  });
}

/** 190 MB, shared by all tests. Two may unpack at once: each does it elsewhere, then names the folder in one step. */
function unpackOnce(): string {
  const manifest = path.resolve(require.resolve('@sparticuz/chromium'), '../../../package.json');
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string };
  const folder = path.join(os.tmpdir(), `cdk-serverless-chatroom-chromium-${version}`);
  if (fs.existsSync(folder)) return folder;

  const unnamed = fs.mkdtempSync(`${folder}-`);
  try {
    unpack(unnamed);
    fs.writeFileSync(path.join(unnamed, 'fonts.conf'), fontsConf(path.join(folder, 'fonts')));
    fs.renameSync(unnamed, folder);
  } catch (error) {
    fs.rmSync(unnamed, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error; // else another was faster
  }
  return folder;
}

/** In a process of its own, since the package reads its environment as it loads. */
function unpack(folder: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['-e', "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())"], {
    cwd: __dirname,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }, // or it leaves its libraries out
  });
  if (status !== 0) throw new Error(`the browser could not be unpacked: ${stderr.trim()}`);
}

/** The font that comes with the browser before those of the machine, so that pages look alike everywhere. */
function fontsConf(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;
}
