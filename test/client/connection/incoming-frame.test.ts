import { readFrame } from '../../../src/client/connection/incoming-frame';
import { messageWith } from '../fixtures/message-with';

const read = (frame: unknown) => readFrame(JSON.stringify(frame));
const event = (seq: number) => ({ type: 'message', roomId: 'general', message: messageWith({ seq }) });

describe('a frame from the server', () => {
  test('may be an answer', () => {
    expect(read({ type: 'pong', requestId: '1', rooms: { general: 4 }, later: 'field' }))
      .toMatchObject({ kind: 'answer', requestId: '1', answer: { type: 'pong', rooms: { general: 4 } } });
  });

  test('may be an error, with the time to wait', () => {
    expect(read({ type: 'error', requestId: '1', code: 'RATE_LIMITED', message: 'slower', retryAfterMs: 300 }))
      .toMatchObject({ kind: 'error', requestId: '1', error: { code: 'RATE_LIMITED', message: 'slower', retryAfterMs: 300 } });
  });

  test('may be an error of a code that is new to this client', () => {
    expect(read({ type: 'error', requestId: '1', code: 'MUTED', message: 'you are muted' }))
      .toMatchObject({ kind: 'error', requestId: '1', error: { code: 'UNKNOWN', message: 'you are muted' } });
  });

  test('may be an event', () => {
    expect(read(event(1))).toMatchObject({ kind: 'events', events: [{ roomId: 'general', message: { seq: 1 } }] });
  });

  test('may be a batch of events, of which those that cannot be read are passed over', () => {
    const frame = read({ type: 'batch', events: [event(1), { type: 'typing', roomId: 'general' }, 3, { type: 'message' }, event(2)] });
    expect(frame).toMatchObject({ kind: 'events', events: [{ message: { seq: 1 } }, { message: { seq: 2 } }] });
  });

  test.each([[{ type: 'presence', roomId: 'general' }], [{ type: 'batch' }], [{ type: 'batch', events: 'none' }]])('may be of no use: %j', (frame) => {
    expect(read(frame)).toEqual({ kind: 'events', events: [] });
  });

  test.each([
    ['{"message":"Internal server error","connectionId":"a","requestId":"b"}'],
    ['not JSON'], ['[]'], ['null'], ['"text"'], ['{"type":5}'],
  ])('may be none of ours: %s', (text) => {
    expect(readFrame(text)).toEqual({ kind: 'foreign' });
  });

  test('fails its request where an answer cannot be read', () => {
    expect(read({ type: 'joined', requestId: '7', roomId: 'general' })).toMatchObject({ kind: 'error', requestId: '7', error: { code: 'INTERNAL' } });
  });
});
