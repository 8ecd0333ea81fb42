import { css, html, nothing, type TemplateResult } from 'lit';
import { errorSentence } from './error-sentence';
import { personMark } from './person-mark';
import { textParts } from './text-parts';
import { isEmojiOnly, type DayRow, type MessageRow } from './timeline';

const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const FULL_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** What a person may do with a message that failed. */
export interface MessageActions {
  readonly onRetry: (clientMessageId: string) => void;
  readonly onDiscard: (clientMessageId: string) => void;
}

/** A line between two days. */
export function dayRow({ at }: DayRow, now: number): TemplateResult {
  return html`<div class="day"><time datetime=${new Date(at).toISOString().slice(0, 10)}>${dayName(at, now)}</time></div>`;
}

/** A message. What people wrote is only ever text. */
export function messageRow(row: MessageRow, actions: MessageActions): TemplateResult {
  const { sender, text, isOwn, opensGroup, state } = row;
  return html`
    <div class="message ${state} ${isOwn ? 'own' : ''} ${opensGroup ? 'opens' : ''}">
      ${opensGroup ? head(row) : nothing}
      <div class="body">
        <p class="text ${isEmojiOnly(text) ? 'emoji' : ''}" dir="auto">${textParts(text).map(({ text: part, href }) => href === undefined
          ? part
          : html`<a href=${href} target="_blank" rel="noopener noreferrer">${part}</a>`)}</p>
        ${state === 'sending' ? html`<span class="sending-note">Sending …</span>` : nothing}
      </div>
      ${state === 'failed' ? failure(row, actions) : nothing}
      ${opensGroup ? nothing : html`<span class="unseen">${isOwn ? 'You' : sender.name}, ${TIME.format(row.at)}</span>`}
    </div>`;
}

function head({ sender, isOwn, at }: MessageRow): TemplateResult {
  const { initials, hue } = personMark(sender);
  return html`
    <span class="avatar hue-${hue}" aria-hidden="true">${initials}</span>
    <div class="head">
      <span class="name" dir="auto">${sender.name}</span>
      ${isOwn ? html`<span class="you">You</span>` : nothing}
      <time datetime=${new Date(at).toISOString()} title=${FULL_TIME.format(at)}>${TIME.format(at)}</time>
    </div>`;
}

function failure({ unsent }: MessageRow, { onRetry, onDiscard }: MessageActions): TemplateResult | typeof nothing {
  if (!unsent?.failure) return nothing;
  const { clientMessageId, failure: why } = unsent;
  return html`
    <div class="failure">
      <span>${why.code === 'TOO_OLD' ? '' : 'Not sent. '}${errorSentence(why)}</span>
      <button class="link" @click=${() => onRetry(clientMessageId)}>${why.code === 'TOO_OLD' ? 'Send it now' : 'Retry'}</button>
      <button class="link" @click=${() => onDiscard(clientMessageId)}>Discard</button>
    </div>`;
}

function dayName(at: number, now: number): string {
  const day = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day(at) === day(now)) return 'Today';
  if (day(at) === day(yesterday.getTime())) return 'Yesterday';
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? DAY.format(at) : DAY_AND_YEAR.format(at);
}

/** White on each of these colours is 4.5:1 or more. */
export const messageRowStyle = css`
  .day { display: flex; align-items: center; gap: 16px; margin: 24px 0 0; color: var(--muted); font-size: 13px; font-weight: 600; }
  .day::before, .day::after { content: ""; flex: 1; border-block-start: 1px solid var(--line); }

  .message { display: grid; grid-template-columns: 40px minmax(0, 1fr); column-gap: 12px; position: relative; padding-block: 2px; }
  .message.opens { margin-block-start: 16px; }
  .message > * { grid-column: 2; }
  .message > .avatar { grid-column: 1; grid-row: 1 / span 2; }

  .avatar {
    inline-size: 40px; block-size: 40px; border-radius: 50%;
    display: grid; place-items: center;
    color: #fff; font-size: 14px; font-weight: 600; letter-spacing: 0.02em;
    user-select: none;
  }
  .hue-0 { background: #ae4349; }
  .hue-1 { background: #a94e00; }
  .hue-2 { background: #8c6306; }
  .hue-3 { background: #707105; }
  .hue-4 { background: #397e28; }
  .hue-5 { background: #047f62; }
  .hue-6 { background: #017b80; }
  .hue-7 { background: #07769c; }
  .hue-8 { background: #3869bb; }
  .hue-9 { background: #6c5ab6; }
  .hue-10 { background: #8e4d9d; }
  .hue-11 { background: #a54477; }

  .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; min-inline-size: 0; }
  .name { font-weight: 600; overflow-wrap: anywhere; }
  .you {
    padding: 0 6px; border-radius: 8px;
    background: var(--tint); color: var(--accent-text);
    font-size: 12px; font-weight: 600;
  }
  time, .sending-note { color: var(--muted); font-size: 13px; }

  .body { display: flex; flex-wrap: wrap; align-items: end; gap: 0 8px; }
  .text { margin: 0; max-inline-size: 72ch; white-space: pre-wrap; overflow-wrap: anywhere; }
  .text.emoji { font-size: 32px; line-height: 1.25; }
  .own .text { padding: 6px 12px; border-radius: 4px 12px 12px 12px; background: var(--tint); }
  .own:not(.opens) .text { border-radius: 12px; }
  .own.opens .text { margin-block-start: 4px; }
  .own .text.emoji { padding: 0; background: none; }
  .sending .text { color: var(--muted); }
  .failed .text { outline: 1px dashed var(--danger); }
  .sending-note { animation: appear 0s 0.8s both; }
  @keyframes appear { from { visibility: hidden; } }

  .failure { display: flex; flex-wrap: wrap; gap: 0 16px; padding-block: 4px; color: var(--danger); font-size: 14px; }
  .failure button { font-size: 14px; }
`;
