import { ExpiringMap } from '../../../src/local/sign-in/expiring-map';

describe('an expiring map', () => {
  test('gives an entry until its time, and not at it', () => {
    let now = 0;
    const map = new ExpiringMap<string, number>(() => now);
    map.set('a', 1, 10);
    now = 9;
    expect(map.get('a')).toBe(1);
    now = 10;
    expect(map.get('a')).toBeUndefined();
  });

  test('lets an entry be taken once', () => {
    const map = new ExpiringMap<string, number>(() => 0);
    map.set('a', 1, 10);
    expect([map.take('a'), map.take('a')]).toEqual([1, undefined]);
  });

  test('where it is full lets what is over go first, then the oldest', () => {
    let now = 0;
    const map = new ExpiringMap<string, number>(() => now, 3);
    map.set('a', 1, 100);
    map.set('b', 2, 10);
    map.set('c', 3, 100);
    now = 20;
    map.set('d', 4, 100);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([1, undefined, 3, 4]);
    map.set('e', 5, 100);
    expect(['a', 'c', 'd', 'e'].map((key) => map.get(key))).toEqual([undefined, 3, 4, 5]);
  });

  test('keeps an entry that is set anew, as the newest', () => {
    const map = new ExpiringMap<string, number>(() => 0, 2);
    map.set('a', 1, 100);
    map.set('b', 2, 100);
    map.set('a', 3, 100);
    map.set('c', 4, 100);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([3, undefined, 4]);
  });
});
