import { GENERAL_ROOM, ROOM_ID_PATTERN } from '../../protocol/limits';

/** The room that a person means by what they typed, as `Lunch break` for `lunch-break`; `undefined` where it cannot be one. */
export function roomNamed(name: string): string | undefined {
  const id = name.trim().replace(/^#/u, '').toLowerCase().replaceAll(/[\s_]+/gu, '-');
  return ROOM_ID_PATTERN.test(id) ? id : undefined;
}

/** The room of an address, as `#general`; `undefined` where it names none. */
export function roomOfHash(hash: string): string | undefined {
  const id = hash.replace(/^#/u, '');
  return ROOM_ID_PATTERN.test(id) ? id : undefined;
}

/** The rooms of a list that may come from anywhere: each once, `general` where there are none. */
export function roomsOf(list: unknown): string[] {
  const rooms = Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string' && ROOM_ID_PATTERN.test(id)) : [];
  return rooms.length > 0 ? [...new Set(rooms)] : [GENERAL_ROOM];
}
