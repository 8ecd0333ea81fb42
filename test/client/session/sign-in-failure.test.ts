import { signInFailure } from '../../../src/client/session/sign-in-failure';

describe('a sign-in that failed', () => {
  test.each([['denied', /cancelled/], ['expired', /too long/], ['failed', /did not work/]])('because of "%s" is told in words', (reason, words) => {
    expect(signInFailure(`?error=${reason}`)).toMatch(words);
  });

  test.each(['<b>call 555-0100</b>', 'constructor', ''])('is never told in the words of an address: %j', (reason) => {
    expect(signInFailure(`?error=${encodeURIComponent(reason)}`)).toBe('Sign-in did not work. Please try again.');
  });

  test('is not told where none did', () => {
    expect(signInFailure('?code=1')).toBeUndefined();
  });
});
