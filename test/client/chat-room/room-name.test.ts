import { roomNamed, roomOfHash, roomsOf } from '../../../src/client/chat-room/room-name';

describe('a room', () => {
  test.each([['Lunch break', 'lunch-break'], [' #general ', 'general'], ['a_b', 'a-b'], ['2026', '2026']])('named %j is %j', (name, id) => {
    expect(roomNamed(name)).toBe(id);
  });

  test.each(['', '-a', 'ä', 'a/b', 'a'.repeat(65)])('cannot be named %j', (name) => {
    expect(roomNamed(name)).toBeUndefined();
  });

  test('is in the address', () => {
    expect([roomOfHash('#general'), roomOfHash(''), roomOfHash('#A b')]).toEqual(['general', undefined, undefined]);
  });

  test('is in a list that can be relied on, whatever was kept', () => {
    expect(roomsOf(['b', 'a', 'b', 3, 'A'])).toEqual(['b', 'a']);
    expect([roomsOf([]), roomsOf(null), roomsOf('x')]).toEqual([['general'], ['general'], ['general']]);
  });
});
