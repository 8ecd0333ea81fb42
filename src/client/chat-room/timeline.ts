import type { Message, Sender } from '../../protocol/message';
import type { Unsent } from '../connection/unsent';

/** A line between two days. */
export interface DayRow {
  readonly kind: 'day';
  readonly key: string;
  readonly at: number;
}

/** A message as it is shown. */
export interface MessageRow {
  readonly kind: 'message';
  /** Stays the same when a message that was on its way is stored. */
  readonly key: string;
  readonly sender: Sender;
  readonly text: string;
  readonly at: number;
  readonly isOwn: boolean;
  /** Whether it opens a group, and so has a name and a time. */
  readonly opensGroup: boolean;
  readonly state: 'sent' | 'sending' | 'failed';
  /** Of a message that is not stored yet. */
  readonly unsent?: Unsent;
}

export type TimelineRow = DayRow | MessageRow;

/** Milliseconds after a group's first message in which another of the same person joins it. */
const GROUP_FOR = 5 * 60_000;

export interface TimelineSource {
  readonly messages: readonly Message[];
  readonly ahead: readonly Message[];
  readonly unsent: readonly Unsent[];
}

/** What a conversation shows, from top to bottom. */
export function timeline({ messages, ahead, unsent }: TimelineSource, user: Sender): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const keys = new Set<string>();
  let group: MessageRow | undefined;
  for (const item of [...messages, ...ahead].map((message) => stored(message, user)).concat(unsent.map((each) => waiting(each, user)))) {
    if (item.unsent && keys.has(item.key)) continue; // stored, and not yet known to be
    const key = keys.has(item.key) ? `${item.key} ${rows.length}` : item.key;
    keys.add(key);
    const isNewDay = !group || dayOf(item.at) !== dayOf(group.at);
    if (isNewDay) rows.push({ kind: 'day', key: `day ${dayOf(item.at)} ${key}`, at: item.at });
    const opensGroup: boolean = isNewDay || group?.sender.id !== item.sender.id || item.at - group.at > GROUP_FOR;
    const row: MessageRow = { ...item, key, opensGroup };
    if (opensGroup) group = row;
    rows.push(row);
  }
  return rows;
}

/** Emoji and nothing else, and only some: shown larger. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 60 && /^(?:(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})[\u{fe0f}\u{200d}\u{1f3fb}-\u{1f3ff}]*\s*){1,6}$/u.test(text);
}

type Item = Omit<MessageRow, 'opensGroup'>;

function stored({ seq, sender, text, sentAt, clientMessageId }: Message, user: Sender): Item {
  const isOwn = sender.id === user.id;
  const key = isOwn ? ownKey(clientMessageId) : `seq ${seq}`;
  return { kind: 'message', key, sender, text, at: Date.parse(sentAt), isOwn, state: 'sent' };
}

function waiting(unsent: Unsent, sender: Sender): Item {
  const { clientMessageId, text, createdAt, failure } = unsent;
  return { kind: 'message', key: ownKey(clientMessageId), sender, text, at: createdAt, isOwn: true, state: failure ? 'failed' : 'sending', unsent };
}

function ownKey(clientMessageId: string): string {
  return `own ${clientMessageId}`;
}

function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
