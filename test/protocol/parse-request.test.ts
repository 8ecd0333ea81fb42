import * as fc from 'fast-check';
import { parseHistoryRequest, parseRequest, type RequestError } from '../../src/protocol/parse-request';

const MAX_INTEGER = 9_007_199_254_740_991;

function parse(frame: unknown) {
  return parseRequest(JSON.stringify(frame));
}

function errorOf(frame: unknown): RequestError {
  const parsed = typeof frame === 'string' ? parseRequest(frame) : parse(frame);
  if (!('error' in parsed)) throw new Error(`taken as a request: ${JSON.stringify(parsed.request)}`);
  return parsed.error;
}

const send = (fields: object) => ({ action: 'sendMessage', roomId: 'general', clientMessageId: 'c1', text: 'hello', ...fields });

describe('a frame that is in order', () => {
  test.each<[string, object, object]>([
    ['joinRoom', { action: 'joinRoom', roomId: 'general' }, { action: 'joinRoom', roomId: 'general' }],
    ['joinRoom with after', { action: 'joinRoom', roomId: 'a', after: 0 }, { action: 'joinRoom', roomId: 'a', after: 0 }],
    ['leaveRoom', { action: 'leaveRoom', roomId: '0' }, { action: 'leaveRoom', roomId: '0' }],
    ['sendMessage', send({}), { action: 'sendMessage', roomId: 'general', clientMessageId: 'c1', text: 'hello' }],
    ['sendMessage with data', { action: 'sendMessage', data: 'hello' }, { action: 'sendMessage', data: 'hello' }],
    ['getMessages', { action: 'getMessages', roomId: 'general' }, { action: 'getMessages', roomId: 'general', limit: 50 }],
    ['getMessages with before', { action: 'getMessages', roomId: 'general', before: MAX_INTEGER, limit: 1 }, { action: 'getMessages', roomId: 'general', before: MAX_INTEGER, limit: 1 }],
    ['getMessages with after', { action: 'getMessages', roomId: 'general', after: 7, limit: 100 }, { action: 'getMessages', roomId: 'general', after: 7, limit: 100 }],
    ['reauthenticate', { action: 'reauthenticate', token: 'e30.e30.AA' }, { action: 'reauthenticate', token: 'e30.e30.AA' }],
    ['ping', { action: 'ping' }, { action: 'ping' }],
  ])('is read: %s', (_, frame, request) => {
    expect(parse(frame)).toEqual({ request });
  });

  test('may have fields that nobody knows', () => {
    expect(parse({ action: 'ping', color: 'red', data: 1, roomId: null, nested: { deep: [1, [2]] } })).toEqual({ request: { action: 'ping' } });
  });

  test('in the shape { data } has nothing to say about the room', () => {
    expect(parse({ action: 'sendMessage', data: 'hello', roomId: 'other', clientMessageId: 'mine' })).toEqual({ request: { action: 'sendMessage', data: 'hello' } });
  });

  test('may write a whole number in any way that JSON has', () => {
    for (const seven of ['7', '7.0', '70e-1', '0.7e1']) {
      expect(parseRequest(`{"action":"getMessages","roomId":"general","after":${seven}}`)).toMatchObject({ request: { after: 7 } });
    }
  });

  test('counts with the last of two fields of one name, as every JSON reader does', () => {
    expect(parseRequest('{"action":"ping","action":"leaveRoom","roomId":"a","roomId":"b"}')).toEqual({ request: { action: 'leaveRoom', roomId: 'b' } });
  });

  test('may be nested as deep as its bytes allow where nobody looks', () => {
    const deep = '['.repeat(60_000) + ']'.repeat(60_000);
    expect(parseRequest(`{"action":"ping","x":${deep}}`)).toEqual({ request: { action: 'ping' } });
  });
});

describe('a frame that is no request', () => {
  const notJson = 'the frame is not JSON';
  const notAnObject = 'the frame must be a JSON object';

  test.each<[string, string | undefined, string]>([
    ['nothing', undefined, notJson],
    ['no bytes', '', notJson],
    ['white space', ' \n', notJson],
    ['words', 'hello', notJson],
    ['half an object', '{"action":"ping"', notJson],
    ['two objects', '{"action":"ping"}{"action":"ping"}', notJson],
    ['a trailing comma', '{"action":"ping",}', notJson],
    ['single quotes', "{'action':'ping'}", notJson],
    ['a comment', '{"action":"ping"} // now', notJson],
    ['a byte order mark', '\ufeff{"action":"ping"}', notJson],
    ['not a number', '{"action":"ping","x":NaN}', notJson],
    ['a bare control character', '{"action":"pi\nng"}', notJson],
    ['brackets without end', '['.repeat(100_000), notJson],
    ['null', 'null', notAnObject],
    ['true', 'true', notAnObject],
    ['a number', '42', notAnObject],
    ['a string', '"ping"', notAnObject],
    ['an array', '[]', notAnObject],
    ['an array of frames', '[{"action":"ping"}]', notAnObject],
    ['deep brackets', '['.repeat(60_000) + ']'.repeat(60_000), notAnObject],
  ])('is answered: %s', (_, body, message) => {
    expect(parseRequest(body)).toEqual({ error: { code: 'INVALID_REQUEST', message } });
  });

  test.each<[string, unknown]>([
    ['missing', undefined], ['null', null], ['empty', ''], ['a number', 1], ['false', false], ['an object', {}], ['an array', ['ping']],
  ])('names an action that is %s', (_, action) => {
    expect(errorOf({ action, requestId: 'r' })).toEqual({ code: 'INVALID_REQUEST', message: expect.stringMatching(/^action /) });
  });

  test.each([
    '$connect', '$disconnect', '$default', 'Ping', 'PING', ' ping', 'ping ', 'joinroom', 'constructor', 'toString', '__proto__', 'hasOwnProperty', 'prototype',
    'typing', '0', '\u0000', '😀',
  ])('has an action that there is none of: %j', (action) => {
    expect(errorOf({ action })).toEqual({ code: 'UNKNOWN_ACTION', message: `there is no action "${action}"` });
  });

  test('cannot bring its fields by its prototype', () => {
    expect(errorOf('{"__proto__":{"action":"ping"}}')).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(/^action /) });
    expect(errorOf('{"action":"leaveRoom","__proto__":{"roomId":"general"}}')).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(/^roomId /) });
    expect(({} as Record<string, unknown>).action).toBeUndefined();
  });

  test('has so much of a long action repeated that a person recognizes it, and never half a character', () => {
    const { message } = errorOf({ action: '😀'.repeat(10_000) });
    expect(message.length).toBeLessThan(80);
    expect(message).toContain('😀😀😀');
    expect(errorOf({ action: `x${'😀'.repeat(100)}` }).message.isWellFormed()).toBe(true);
    expect(errorOf({ action: 'x\ud800' }).message.isWellFormed()).toBe(true);
  });
});

/** Values that are no text that a field could take. */
const NO_STRINGS: [string, unknown][] = [
  ['missing', undefined], ['null', null], ['a number', 7], ['true', true], ['an array', ['general']], ['an object', { toString: 'general' }],
];

/** Values that are no sequence number. */
const NO_SEQS: [string, unknown][] = [
  ['null', null], ['text', '7'], ['negative', -1], ['a fraction', 1.5], ['beyond the largest', MAX_INTEGER + 1], ['far beyond', 1e300], ['an array', [7]], ['true', true],
];

describe('a field that is missing or wrong', () => {
  const noRoomIds: [string, unknown][] = [
    ...NO_STRINGS, ['empty', ''], ['upper case', 'General'], ['with a dash first', '-a'], ['with a dot', 'a.b'], ['with a space', 'a b'], ['with a line break', 'general\n'],
    ['with an umlaut', 'ä'], ['with a hash', 'a#b'], ['with a slash', 'a/b'], ['65 long', 'a'.repeat(65)],
  ];
  const noClientMessageIds: [string, unknown][] = [
    ...NO_STRINGS, ['empty', ''], ['with a space', 'a b'], ['with a hash', 'a#b'], ['with a line break', 'a\n'], ['with an equals sign', 'YQ=='], ['65 long', 'a'.repeat(65)],
  ];

  const table: [string, string, unknown, object][] = [
    ...['joinRoom', 'leaveRoom', 'getMessages'].flatMap((action) => noRoomIds.map(([what, roomId]): [string, string, unknown, object] => [
      `roomId of ${action}`, what, roomId, { action, roomId },
    ])),
    ...noRoomIds.map(([what, roomId]): [string, string, unknown, object] => ['roomId of sendMessage', what, roomId, send({ roomId })]),
    ...noClientMessageIds.map(([what, id]): [string, string, unknown, object] => ['clientMessageId of sendMessage', what, id, send({ clientMessageId: id })]),
    ...NO_STRINGS.map(([what, text]): [string, string, unknown, object] => ['text of sendMessage', what, text, send({ text })]),
    ...NO_STRINGS.slice(1).map(([what, data]): [string, string, unknown, object] => ['data of sendMessage', what, data, { action: 'sendMessage', data }]),
    ...NO_SEQS.map(([what, after]): [string, string, unknown, object] => ['after of joinRoom', what, after, { action: 'joinRoom', roomId: 'general', after }]),
    ...['before', 'after'].flatMap((name) => NO_SEQS.map(([what, seq]): [string, string, unknown, object] => [
      `${name} of getMessages`, what, seq, { action: 'getMessages', roomId: 'general', [name]: seq },
    ])),
    ...[...NO_SEQS, ['zero', 0] as const, ['101', 101] as const].map(([what, limit]): [string, string, unknown, object] => [
      'limit of getMessages', what, limit, { action: 'getMessages', roomId: 'general', limit },
    ]),
    ...[...NO_STRINGS, ['empty', ''] as const].map(([what, token]): [string, string, unknown, object] => [
      'token of reauthenticate', what, token, { action: 'reauthenticate', token },
    ]),
  ];

  test.each(table)('is named: %s, %s', (field, _, value, frame) => {
    const [name] = field.split(' ');
    const { code, message } = errorOf(frame);
    expect(code).toBe('INVALID_REQUEST');
    expect(message).toMatch(new RegExp(value === undefined ? `^${name} is missing: it must be ` : `^${name} must be `));
  });

  test('is one of a frame that has several', () => {
    expect(errorOf({ action: 'sendMessage' })).toEqual({ code: 'INVALID_REQUEST', message: expect.stringMatching(/^(roomId|text|clientMessageId) is missing/) });
  });

  test('does not hide in a number that JSON cannot hold', () => {
    expect(errorOf('{"action":"joinRoom","roomId":"general","after":1e999}').message).toMatch(/^after must be /);
  });

  test.each([[{ text: 'a', data: 'b' }], [{ text: 'a', data: null }], [{ text: null, data: 'b' }], [{ text: '', data: '' }]])(
    'is text beside data: %j',
    (fields) => {
      const { code, message } = errorOf(send(fields));
      expect(code).toBe('INVALID_REQUEST');
      expect(message).toContain('text');
      expect(message).toContain('data');
    },
  );

  test('is before beside after', () => {
    const { code, message } = errorOf({ action: 'getMessages', roomId: 'general', before: 9, after: 3 });
    expect(code).toBe('INVALID_REQUEST');
    expect(message).toContain('before');
    expect(message).toContain('after');
  });

  test('is not repeated in the answer', () => {
    expect(errorOf(send({ roomId: 'Secret' })).message).not.toContain('Secret');
    expect(errorOf({ action: 'reauthenticate', token: ['secret'] }).message).not.toContain('secret');
  });
});

describe('the text of a message', () => {
  const textOf = (text: string, shape: 'text' | 'data' = 'text') => {
    const parsed = parse(shape === 'text' ? send({ text }) : { action: 'sendMessage', data: text });
    if ('error' in parsed) return parsed.error.code;
    return shape in parsed.request ? { text: (parsed.request as unknown as Record<string, string>)[shape] } : parsed.request;
  };

  const codePoint = (code: number) => String.fromCodePoint(code);
  const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => code).filter((code) => code < 0x20 || code >= 0x7f);

  describe.each(['text', 'data'] as const)('in %s', (shape) => {
    test.each<[string, string, string]>([
      ['white space at its ends', ' \t\r\n hello \u00a0\u2003\u3000\u2028\u2029\v\f', 'hello'],
      ['a byte order mark at its ends', '\ufeffhello\ufeff', 'hello'],
      ['white space within', 'a  b\tc\n\nd', 'a  b\tc\n\nd'],
      ['CRLF', 'a\r\nb\r\n\r\nc', 'a\nb\n\nc'],
      ['a lone CR at its ends', '\rhello\r', 'hello'],
      ['a byte order mark within', 'a\ufeffb', 'a\ufeffb'],
      ['marks that join and turn', 'a\u200d\u200c\u200e\u200f\u202e\u2066b', 'a\u200d\u200c\u200e\u200f\u202e\u2066b'],
      ['a zero-width space alone', '\u200b', '\u200b'],
      ['combining marks', 'Z\u0351\u036b\u0343\u036a', 'Z\u0351\u036b\u0343\u036a'],
      ['a family', '👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
      ['flags', '🇺🇳🏴‍☠️', '🇺🇳🏴‍☠️'],
      ['right to left', 'שלום مرحبا', 'שלום مرحبا'],
      ['noncharacters', '\ufffe\uffff\u{10ffff}', '\ufffe\uffff\u{10ffff}'],
      ['line separators', 'a\u2028b\u2029c', 'a\u2028b\u2029c'],
      ['the first printable after C0 and C1', ' !~\u00a0¡x'.trim(), '!~\u00a0¡x'],
      ['what other languages would run', '<script>alert(1)</script> {{1}} ${1} %00 \\u0000', '<script>alert(1)</script> {{1}} ${1} %00 \\u0000'],
    ])('is stored with %s', (_, text, stored) => {
      expect(textOf(text, shape)).toEqual({ text: stored });
    });

    test.each<[string, string]>([
      ['empty', ''],
      ['white space alone', ' \r\n\t\u3000\ufeff'],
      ['with a lone CR', 'a\rb'],
      ['with CR CR LF', 'a\r\r\nb'],
      ['with a high surrogate', 'a\ud83db'],
      ['with a low surrogate', 'a\ude00b'],
      ['with surrogates the wrong way round', '\ude00\ud83d'],
      ['with half an emoji at its end', 'hello \ud83d'],
    ])('is refused %s', (_, text) => {
      expect(textOf(text, shape)).toBe('INVALID_REQUEST');
    });

    test.each(CONTROLS.map((code) => [`U+${code.toString(16).padStart(4, '0').toUpperCase()}`, code] as const))('takes no control character but tab and newline: %s', (_, code) => {
      const text = `a${codePoint(code)}b`;
      expect(textOf(text, shape)).toEqual(code === 0x09 || code === 0x0a ? { text } : 'INVALID_REQUEST');
    });

    test('is refused where U+0085, which is no white space to trim, stands at its end', () => {
      expect(textOf('a\u0085', shape)).toBe('INVALID_REQUEST');
    });

    test.each<[string, string]>([['letters', 'a'], ['emoji', '😀'], ['Gothic letters', '𐌰'], ['combining marks', '\u0301'], ['ideographs', '漢']])(
      'has at most 4,000 code points: %s',
      (_, character) => {
        expect(textOf(character.repeat(4_000), shape)).toEqual({ text: character.repeat(4_000) });
        expect(textOf(character.repeat(4_001), shape)).toBe('MESSAGE_TOO_LARGE');
      },
    );

    test('is measured after it is trimmed and its lines are ended by LF', () => {
      expect(textOf(`  ${'a'.repeat(4_000)}\r\n`, shape)).toEqual({ text: 'a'.repeat(4_000) });
      expect(textOf('a\r\n'.repeat(2_000), shape)).toEqual({ text: 'a\n'.repeat(2_000).trim() });
      expect(textOf('a\r\n'.repeat(2_001), shape)).toBe('MESSAGE_TOO_LARGE');
    });

    test('is refused with either code where it is too long and malformed', () => {
      expect(['MESSAGE_TOO_LARGE', 'INVALID_REQUEST']).toContain(textOf('\ud800'.repeat(5_000), shape));
      expect(['MESSAGE_TOO_LARGE', 'INVALID_REQUEST']).toContain(textOf('\u0000'.repeat(5_000), shape));
    });

    test('names the field', () => {
      const errorWith = (text: string) => errorOf(shape === 'text' ? send({ text }) : { action: 'sendMessage', data: text });
      expect(errorWith('a'.repeat(4_001)).message).toMatch(new RegExp(`^${shape} `));
      expect(errorWith('\u0007').message).toMatch(new RegExp(`^${shape} `));
    });
  });
});

describe('a requestId', () => {
  const FRAMES: [string, object][] = [
    ['a request', { action: 'ping' }],
    ['no action', {}],
    ['an unknown action', { action: 'dance' }],
    ['a wrong field', { action: 'leaveRoom', roomId: 7 }],
    ['a text that is too long', send({ text: 'a'.repeat(4_001) })],
    ['text and data', send({ data: 'b' })],
  ];

  test.each(FRAMES)('is given back whenever it is readable: %s', (_, frame) => {
    expect(parse({ ...frame, requestId: 'r-1' }).requestId).toBe('r-1');
    expect(parse(frame)).not.toHaveProperty('requestId');
  });

  test.each(['r', 'x'.repeat(64), ' ', '\u0000\u001f', '"\\', '\ud800', '😀', '__proto__'])('may be any text of 1 to 64 characters: %j', (requestId) => {
    expect(parse({ action: 'ping', requestId })).toEqual({ request: { action: 'ping', requestId }, requestId });
  });

  test.each<[string, unknown]>([
    ['empty', ''], ['65 long', 'x'.repeat(65)], ['null', null], ['a number', 1], ['an array', ['r']], ['an object', { id: 'r' }], ['deep', [[[[]]]]],
  ])('of the wrong form is refused and not given back: %s', (_, requestId) => {
    for (const [, frame] of FRAMES) {
      const parsed = parse({ ...frame, requestId });
      expect(parsed).toEqual({ error: { code: 'INVALID_REQUEST', message: 'requestId must be text of 1 to 64 characters' } });
    }
  });
});

describe('whatever comes in', () => {
  /** Frames that are nearly right, so that the search gets past the first check. */
  const nearly = fc.record({
    action: fc.oneof(fc.constantFrom('joinRoom', 'leaveRoom', 'sendMessage', 'getMessages', 'reauthenticate', 'ping'), fc.jsonValue()),
    requestId: fc.oneof(fc.string(), fc.jsonValue()),
    roomId: fc.oneof(fc.constantFrom('general', 'a'), fc.string({ unit: 'binary' }), fc.jsonValue()),
    text: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a'.repeat(4_001)), fc.jsonValue()),
    data: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    clientMessageId: fc.oneof(fc.constant('c1'), fc.jsonValue()),
    before: fc.oneof(fc.nat(), fc.double(), fc.jsonValue()),
    after: fc.oneof(fc.nat(), fc.double(), fc.jsonValue()),
    limit: fc.oneof(fc.integer({ min: 0, max: 101 }), fc.jsonValue()),
    token: fc.oneof(fc.string(), fc.jsonValue()),
  }, { requiredKeys: ['action'] }).map((frame) => JSON.stringify(frame));

  test('is a request or an error, and never thrown at', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearly, nearly), (body) => {
      const parsed = parseRequest(body);
      if ('error' in parsed) {
        expect(['INVALID_REQUEST', 'UNKNOWN_ACTION', 'MESSAGE_TOO_LARGE']).toContain(parsed.error.code);
        expect(parsed.error.message).toMatch(/^[a-zA-Z]/);
        expect(parsed.error.message.length).toBeLessThan(200);
        expect(parsed.error.message.isWellFormed()).toBe(true);
      } else {
        expect(parsed.request.action).toBe((JSON.parse(body) as { action: string }).action);
      }
    }), { numRuns: 3_000 });
  });

  test('as a request is read as itself', () => {
    fc.assert(fc.property(nearly, (body) => {
      const parsed = parseRequest(body);
      fc.pre('request' in parsed);
      if ('request' in parsed) expect(parse(parsed.request)).toEqual(parsed);
    }), { numRuns: 1_000, maxSkipsPerRun: 1_000 });
  });
});

describe('a request for history over HTTP', () => {
  const requestOf = (query: Record<string, string | undefined>) => {
    const parsed = parseHistoryRequest({ roomId: 'general', ...query });
    return 'request' in parsed ? parsed.request : parsed.error;
  };

  test.each<[string, Record<string, string>, object]>([
    ['nothing', {}, { limit: 50 }],
    ['before', { before: '42' }, { before: 42, limit: 50 }],
    ['after zero', { after: '0' }, { after: 0, limit: 50 }],
    ['a limit', { limit: '100' }, { limit: 100 }],
    ['zeros in front', { after: '007' }, { after: 7, limit: 50 }],
    ['the largest number', { before: String(MAX_INTEGER) }, { before: MAX_INTEGER, limit: 50 }],
    ['what nobody knows', { color: 'red', text: 'x', data: 'y', ['__proto__']: 'z' }, { limit: 50 }],
    ['another action', { action: 'ping' }, { limit: 50 }],
    ['a requestId, which is for frames', { requestId: '' }, { limit: 50 }],
  ])('is getMessages with %s', (_, query, request) => {
    expect(requestOf(query)).toEqual({ action: 'getMessages', roomId: 'general', ...request });
  });

  test.each<[string, Record<string, string>]>([
    ['before', { before: '' }], ['before', { before: '-1' }], ['before', { before: '1.5' }], ['before', { before: '1e3' }], ['before', { before: '0x10' }],
    ['before', { before: ' 1' }], ['before', { before: '+1' }], ['before', { before: 'null' }], ['before', { before: '١' }],
    ['after', { after: '9007199254740992' }], ['after', { after: '9'.repeat(20) }], ['after', { after: '1,2' }],
    ['limit', { limit: '0' }], ['limit', { limit: '101' }], ['limit', { limit: 'all' }],
    ['roomId', { roomId: 'General' }], ['roomId', { roomId: '' }], ['roomId', { roomId: 'a/../b' }],
  ])('names what is wrong: %s of %j', (name, query) => {
    expect(requestOf(query)).toEqual({ code: 'INVALID_REQUEST', message: expect.stringMatching(new RegExp(`^${name} must be `)) });
  });

  test('takes a room whose id is digits as text', () => {
    expect(requestOf({ roomId: '2026' })).toMatchObject({ roomId: '2026' });
  });

  test('needs a room', () => {
    expect(parseHistoryRequest({})).toEqual({ error: { code: 'INVALID_REQUEST', message: expect.stringMatching(/^roomId is missing/) } });
  });

  test('has before or after, not both', () => {
    expect(requestOf({ before: '9', after: '3' })).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('before') });
  });

  test('is never thrown at', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('roomId', 'before', 'after', 'limit', 'requestId', 'x'), fc.string({ unit: 'binary' })), (query) => {
      const parsed = parseHistoryRequest({ roomId: 'general', ...query });
      expect('request' in parsed || parsed.error.code === 'INVALID_REQUEST').toBe(true);
    }), { numRuns: 500 });
  });
});
