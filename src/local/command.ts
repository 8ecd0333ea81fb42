#!/usr/bin/env node
import * as path from 'node:path';
import { CommandError } from './command-error';
import { watchLauncher } from './launcher-watch';
import { LOCAL_USAGE, parseLocalOptions } from './local-options';
import { startLocalRoom } from './local-room';
import { greeting } from './ready-line';

/** What is still open when the room stops is cut after this time. */
const STOP_TIMEOUT_MS = 1_000;

const USAGE = `cdk-serverless-chatroom local [options]

${LOCAL_USAGE}`;

async function main([subcommand, ...args]: string[]): Promise<void> {
  if (subcommand === '--help' || subcommand === '-h') {
    process.stdout.write(USAGE);
  } else if (subcommand === 'local') {
    await local(args);
  } else {
    throw new CommandError(`${subcommand === undefined ? 'say what to do' : `unknown command "${subcommand}"`}: cdk-serverless-chatroom local`, 2);
  }
}

async function local(args: string[]): Promise<void> {
  const options = parseLocalOptions(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const say = (text: string) => (options.json ? process.stderr : process.stdout).write(text);
  const room = await startLocalRoom({
    ...options,
    assembly: options.app === undefined
      ? { directory: path.join(__dirname, 'assembly'), remedy: 'run "npx projen bundle"' }
      : { directory: path.resolve(options.app), remedy: 'run "npx cdk synth", or name the folder that it writes with --app' },
    functionProgram: path.join(__dirname, 'function-process.js'),
    report: (line) => process.stderr.write(`${line}\n`),
    onMail: ({ to, subject, code }) => say(`mail to ${to}: ${code === undefined ? subject : `code ${code}`}\n`),
  });

  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(0); // asked twice
    stopping = true;
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS);
    void room.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  watchLauncher(stop);
  say(options.json ? '' : greeting(room.ready));
  if (options.json) process.stdout.write(`${JSON.stringify(room.ready)}\n`);
}

function fail(error: unknown): never {
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`the local chat room failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

process.noDeprecation = true; // what bundled packages use is nothing that the person at the terminal could change
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // nobody reads any more
process.on('uncaughtException', (error) => process.stderr.write(`the local chat room met an error: ${error.message}\n`));
main(process.argv.slice(2)).catch(fail);
