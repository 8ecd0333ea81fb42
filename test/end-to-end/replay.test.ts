import { ChatClient } from './chat-client';
import { dialogue } from './dialogue';
import { startLocalRoom, tokenFor, type LocalRoom } from './local-room';
import { MANY_SCRIPTS } from './many-scripts';

interface Message {
  readonly seq: number;
  readonly text: string;
  readonly clientMessageId: string;
  readonly sender: { readonly name: string };
}

const SENDERS = 20;
const ROOMS = ['quarter-deck', 'forecastle', 'spouter-inn', 'try-works', 'crows-nest'];
const LINES = [...dialogue(400), ...MANY_SCRIPTS];

let room: LocalRoom;

beforeAll(async () => {
  room = await startLocalRoom();
});

afterAll(async () => room?.stop());

test('a novel replayed by 20 people into 5 rooms comes back whole, each line once, in order, to everybody', async () => {
  const tokens = await Promise.all(Array.from({ length: SENDERS }, async (_, index) => tokenFor(room, { email: `sailor-${index}@example.com` })));
  const clients = await Promise.all(tokens.map(async ({ accessToken }) => ChatClient.connect(room, accessToken)));
  await Promise.all(clients.flatMap((client) => ROOMS.map(async (roomId) => client.request({ action: 'joinRoom', roomId }))));

  // line by line to the next sender and room; a sender waits for its answer, as one who wants order does
  await Promise.all(clients.map(async (client, sender) => {
    for (let line = sender; line < LINES.length; line += SENDERS) {
      const sent = await client.request({ action: 'sendMessage', roomId: roomOf(line), text: LINES[line], clientMessageId: `line-${line}` });
      expect(sent).toMatchObject({ type: 'sent', message: { text: LINES[line] } });
    }
  }));

  const histories = new Map(await Promise.all(ROOMS.map(async (roomId) => [roomId, await historyOf(clients[0], roomId)] as const)));
  for (const [roomId, history] of histories) {
    const lines = LINES.map((text, line) => ({ text, line })).filter(({ line }) => roomOf(line) === roomId);
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    expect(new Map(history.map(({ clientMessageId, text }) => [clientMessageId, text]))).toEqual(new Map(lines.map(({ text, line }) => [`line-${line}`, text])));
    expect(history).toHaveLength(lines.length);
    for (let sender = 0; sender < SENDERS; sender += 1) {
      const own = history.map(({ clientMessageId }) => Number(clientMessageId.slice('line-'.length))).filter((line) => line % SENDERS === sender);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
  }

  for (const [sender, client] of clients.entries()) {
    const others = LINES.length - LINES.filter((_, line) => line % SENDERS === sender).length;
    await client.frame(() => client.frames.filter(({ type }) => type === 'message').length >= others);
    const heard = client.frames.filter(({ type }) => type === 'message').map((event) => event.message as Message & { roomId: string });
    expect(new Set(heard.map(({ clientMessageId }) => clientMessageId)).size).toBe(others);
    for (const message of heard) expect(histories.get(message.roomId)![message.seq - 1]).toEqual(message);
  }
  await Promise.all(clients.map(async (client) => client.close()));
}, 240_000);

function roomOf(line: number): string {
  return ROOMS[Math.floor(line / SENDERS) % ROOMS.length];
}

/** All of it, page by page from the newest. */
async function historyOf(client: ChatClient, roomId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let before: number | undefined; ;) {
    const page = await client.request({ action: 'getMessages', roomId, limit: 100, ...(before !== undefined && { before }) });
    messages.unshift(...(page.messages as Message[]));
    if (!page.hasMore) return messages;
    before = messages[0].seq;
  }
}
