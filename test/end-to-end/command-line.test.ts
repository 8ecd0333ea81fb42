import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

function start(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['projenrc/start.mjs', ...args], { cwd: ROOT, encoding: 'utf8' });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

describe('the command says in one line what is wrong and what to do', () => {
  test.each([
    [['--prot', '3000'], /--prot/],
    [['--port', 'many'], /--port.*many/],
    [['--port', '65536'], /--port.*65536/],
    [['--port'], /--port/],
    [['--message-rate', 'fast'], /--message-rate.*fast/],
    [['--origin', 'example.com'], /--origin.*example\.com/],
    [['--app', '/no/such/folder'], /\/no\/such\/folder/],
    [['surprise'], /surprise/],
  ])('for %j', (args, message) => {
    const { status, stdout, lines } = start(...args);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
    expect(stdout).toBe('');
    expect(status).not.toBe(0);
  });

  test('for a port that is taken', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    const { status, lines } = start('--port', String(port));
    server.close();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`${port}.*--port`));
    expect(status).not.toBe(0);
  });

  test('for a package without its build', () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chatroom-'));
    fs.copyFileSync(path.join(ROOT, 'assets/local/command.js'), path.join(directory, 'command.js'));
    const { status, stderr } = spawnSync(process.execPath, ['command.js', 'local', '--port', '0'], { cwd: directory, encoding: 'utf8' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).not.toBe(0);
  });

  test('--help lists the options', () => {
    const { status, stdout } = start('--help');
    for (const option of ['--port', '--json', '--app', '--origin', '--message-rate', '--dynamodb']) expect(stdout).toContain(option);
    expect(status).toBe(0);
  });
});
