import * as fc from 'fast-check';
import { isEmojiOnly, timeline, type MessageRow } from '../../../src/client/chat-room/timeline';
import { messageWith } from '../fixtures/message-with';

const ADA = { id: 'user-ada', name: 'Ada' };
const GRACE = { id: 'user-grace', name: 'Grace' };
const NOON = new Date(2026, 10, 22, 12).getTime();

const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString();
const said = (seq: number, minutes: number, sender = GRACE) => messageWith({ seq, sender, sentAt: at(minutes) });
const unsent = (clientMessageId: string, minutes: number) => ({ clientMessageId, text: 'hello', createdAt: NOON + minutes * 60_000 });
const rowsOf = (source: Partial<Parameters<typeof timeline>[0]>) => timeline({ messages: [], ahead: [], unsent: [], ...source }, ADA);
const messagesOf = (source: Parameters<typeof rowsOf>[0]) => rowsOf(source).filter((row): row is MessageRow => row.kind === 'message');

describe('a conversation', () => {
  test('groups what one person says within 5 minutes', () => {
    const rows = messagesOf({ messages: [said(1, 0), said(2, 4.9), said(3, 5.1), said(4, 6, ADA), said(5, 7)] });
    expect(rows.map(({ opensGroup }) => opensGroup)).toEqual([true, false, true, true, true]);
  });

  test('has a line before the first message of each day, which opens a group', () => {
    const rows = rowsOf({ messages: [said(1, 11 * 60 + 59), said(2, 12 * 60 + 1)] });
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'message', 'day', 'message']);
    expect(rows[3]).toMatchObject({ opensGroup: true });
  });

  test('ends with what is on its way, then what failed or waits', () => {
    const rows = messagesOf({
      messages: [said(1, 0)],
      ahead: [said(3, 1, ADA)],
      unsent: [{ ...unsent('a', 2), failure: { code: 'FORBIDDEN', message: '' } }, unsent('b', 3)],
    });
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent', 'failed', 'sending']);
    expect(rows.map(({ isOwn }) => isOwn)).toEqual([false, true, true, true]);
  });

  test('shows a message once, in the same row, while it turns from unsent to stored', () => {
    const [before] = messagesOf({ unsent: [unsent('a', 0)] });
    const during = messagesOf({ messages: [{ ...said(1, 0, ADA), clientMessageId: 'a' }], unsent: [unsent('a', 0)] });
    expect(during).toMatchObject([{ key: before.key, state: 'sent' }]);
  });

  test('does not take another person\'s message for one of its own by its name', () => {
    expect(messagesOf({ messages: [{ ...said(1, 0), clientMessageId: 'a' }], unsent: [unsent('a', 0)] })).toHaveLength(2);
  });

  test('never gives two rows the same key', () => {
    const message = fc.record({ seq: fc.integer({ min: 1, max: 50 }), sender: fc.constantFrom(ADA, GRACE), clientMessageId: fc.constantFrom('a', 'b', 'c') })
      .map((fields) => messageWith({ ...fields, sentAt: new Date(NOON + fields.seq * 6 * 3_600_000).toISOString() }));
    fc.assert(fc.property(fc.uniqueArray(message, { selector: ({ seq }) => seq }), (messages) => {
      const keys = rowsOf({ messages: messages.sort((a, b) => a.seq - b.seq), unsent: [unsent('c', 1e6)] }).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }));
  });
});

describe('a message of emoji', () => {
  test.each(['🎉', '👍🏽 👩‍💻', '❤️', '🇫🇷🇩🇪', '😀😀😀😀😀😀'])('is told from others: %s', (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  });

  test.each(['1', '#', '🎉!', 'ok 👍', '', ' ', '😀😀😀😀😀😀😀', '©'.repeat(100)])('is not: %j', (text) => {
    expect(isEmojiOnly(text)).toBe(false);
  });
});
