import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ChatClient } from './chat-client';
import { startLocalRoom } from './local-room';

const README = fs.readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');

/** The commands by which the README talks to the chat room without a page. */
const [, commands] = /<!-- test: token -->\n```sh\n(.*?)```/s.exec(README)!;

test("the README's commands get a token, with which any WebSocket client chats", async () => {
  const room = await startLocalRoom();
  try {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chatroom-'));
    const { url, webSocketUrl, issuer, clientId, inboxUrl, tokenUrl, controlUrl } = room;
    fs.writeFileSync(path.join(directory, 'ready.json'), JSON.stringify({ url, webSocketUrl, issuer, clientId, inboxUrl, tokenUrl, controlUrl }));
    // the room runs already, and a program stands for the interactive client
    const script = commands.replace(/^npm start.*&$/m, '').replace('npx wscat', 'printf "%s\\n"');
    const args = execFileSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: directory, encoding: 'utf8' }).trim().split('\n');

    expect(args[args.indexOf('--connect') + 1]).toBe(webSocketUrl);
    const [subprotocol, bearer] = args.flatMap((arg, index) => (args[index - 1] === '--subprotocol' ? [arg] : []));
    expect(subprotocol).toBe('chat.v1');
    const ada = await ChatClient.connect(room, bearer.replace('bearer.', ''));
    const [request, joined, send, sent] = [...README.matchAll(/^[<>] (\{.*\})$/gm)].map(([, frame]) => frame);
    expect(await ada.raw(request)).toEqual(JSON.parse(joined));
    expect((await ada.raw(send)).type).toBe('sent');
    expect(sent).toContain('"type":"sent"');
    await ada.close();
  } finally {
    await room.stop();
  }
});
