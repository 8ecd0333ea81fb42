import * as v from 'valibot';
import { FRAME_ERROR_CODES } from '../../src/protocol/error-code';
import { Batch, RoomEvent } from '../../src/protocol/event';
import { Message } from '../../src/protocol/message';
import { Reply } from '../../src/protocol/reply';

const message = {
  id: '01JD0000000000000000000000',
  roomId: 'general',
  seq: 42,
  sender: { id: 'ada', name: 'Ada' },
  text: 'hi',
  sentAt: '2026-11-22T10:00:00.123Z',
  clientMessageId: 'c1',
};

describe('a reply', () => {
  test.each<[string, object]>([
    ['joined', { type: 'joined', roomId: 'general', highWatermark: 0, complete: true }],
    ['joined with messages', { type: 'joined', requestId: 'r', roomId: 'general', highWatermark: 42, complete: false, messages: [message] }],
    ['left', { type: 'left', roomId: 'general' }],
    ['sent', { type: 'sent', requestId: 'r', message }],
    ['messages', { type: 'messages', roomId: 'general', messages: [], highWatermark: 0, hasMore: false }],
    ['reauthenticated', { type: 'reauthenticated', sessionExpiresAt: '2026-11-22T11:00:00.000Z' }],
    ['pong', { type: 'pong', rooms: { general: 42, other: 0 } }],
    ['pong of no room', { type: 'pong', rooms: {} }],
    ['error', { type: 'error', code: 'RATE_LIMITED', message: 'too many messages: wait 100 ms', retryAfterMs: 100 }],
  ])('is read as it was written: %s', (_, reply) => {
    expect(v.parse(Reply, reply)).toEqual(reply);
  });

  test.each(FRAME_ERROR_CODES)('may be the error %s', (code) => {
    expect(v.is(Reply, { type: 'error', code, message: 'what was wrong' })).toBe(true);
  });

  test('may be about rooms whose ids are words of the language', () => {
    const rooms = { constructor: 1, prototype: 2, hasownproperty: 3 };
    expect(v.parse(Reply, { type: 'pong', rooms })).toEqual({ type: 'pong', rooms });
  });

  test.each<[string, object]>([
    ['of no known type', { type: 'welcome' }],
    ['without its room', { type: 'left' }],
    ['with a fraction for a number', { type: 'joined', roomId: 'general', highWatermark: 0.5, complete: true }],
    ['with null for a field that may be absent', { type: 'joined', roomId: 'general', highWatermark: 0, complete: true, messages: null }],
    ['with half a message', { type: 'sent', message: { ...message, sender: undefined } }],
  ])('is refused %s', (_, reply) => {
    expect(v.is(Reply, reply)).toBe(false);
  });
});

describe('an event', () => {
  test('is read as it was written, without what nobody knows', () => {
    expect(v.parse(RoomEvent, { type: 'message', roomId: 'general', message, mood: 'good' })).toEqual({ type: 'message', roomId: 'general', message });
  });

  test('of an unknown type does not spoil the batch that it came in', () => {
    const events = [{ type: 'message', roomId: 'general', message }, { type: 'typing', roomId: 'general', userId: 'grace' }];
    expect(v.parse(Batch, { type: 'batch', events })).toEqual({ type: 'batch', events });
  });
});

describe('a message', () => {
  test.each<[string, object]>([
    ['a name of 64 emoji', { sender: { id: 'ada', name: '😀'.repeat(64) } }],
    ['the largest number', { seq: Number.MAX_SAFE_INTEGER }],
    ['a text that is longer than may be sent today', { text: 'a'.repeat(5_000) }],
  ])('may have %s', (_, fields) => {
    expect(v.is(Message, { ...message, ...fields })).toBe(true);
  });

  test.each<[string, object]>([
    ['no name', { sender: { id: 'ada', name: '' } }],
    ['a name of 65', { sender: { id: 'ada', name: 'a'.repeat(65) } }],
    ['a number below zero', { seq: -1 }],
    ['a time without a day', { sentAt: '10:00:00.123Z' }],
    ['a room with a capital letter', { roomId: 'General' }],
  ])('may not have %s', (_, fields) => {
    expect(v.is(Message, { ...message, ...fields })).toBe(false);
  });
});
