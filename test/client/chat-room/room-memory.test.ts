import { RoomMemory } from '../../../src/client/chat-room/room-memory';

/** As a browser's: entries are properties. */
function fakeStorage(): Storage {
  const methods = {
    getItem(this: Record<string, string>, key: string) { return this[key] ?? null; },
    setItem(this: Record<string, string>, key: string, value: string) { this[key] = value; },
    removeItem(this: Record<string, string>, key: string) { delete this[key]; },
  };
  return Object.create(methods) as Storage;
}

const unsent = { clientMessageId: 'a', text: 'hello', createdAt: 1 };

describe('what a browser keeps', () => {
  test('is kept for each person and room', () => {
    const storage = fakeStorage();
    const [ada, grace] = ['ada', 'grace'].map((id) => new RoomMemory(id, () => storage));
    ada.rooms = ['general', 'other'];
    ada.saveDraft('other', 'half a sen');
    ada.save('general', unsent);
    const again = new RoomMemory('ada', () => storage);
    expect([again.rooms, again.draft('other'), again.draft('general'), again.load('general')]).toEqual([['general', 'other'], 'half a sen', '', [unsent]]);
    expect([grace.rooms, grace.draft('other'), grace.load('general')]).toEqual([['general'], '', []]);
  });

  test('comes back in the order in which it was written', () => {
    const memory = new RoomMemory('ada', fakeStorage);
    const storage = fakeStorage();
    const kept = new RoomMemory('ada', () => storage);
    kept.save('general', { ...unsent, clientMessageId: 'z', createdAt: 1 });
    kept.save('general', { ...unsent, clientMessageId: 'a', createdAt: 2, failure: { code: 'FORBIDDEN', message: 'no' } });
    expect(kept.load('general').map(({ clientMessageId }) => clientMessageId)).toEqual(['z', 'a']);
    expect(memory.load('general')).toEqual([]);
  });

  test('goes when it is sent, and texts go at sign-out, but not the rooms', () => {
    const storage = fakeStorage();
    const memory = new RoomMemory('ada', () => storage);
    memory.rooms = ['other'];
    memory.save('general', unsent);
    memory.remove('general', 'a');
    memory.saveDraft('general', 'x');
    memory.saveDraft('general', '');
    expect(Object.keys(storage)).toEqual(['chatroom:ada:rooms']);
    memory.save('general', unsent);
    memory.saveDraft('general', 'x');
    memory.forgetTexts();
    expect(Object.keys(storage)).toEqual(['chatroom:ada:rooms']);
  });

  test('may be spoilt, or nothing at all', () => {
    const storage = fakeStorage();
    storage.setItem('chatroom:ada:rooms', '{');
    storage.setItem('chatroom:ada:draft:general', '3');
    storage.setItem('chatroom:ada:unsent:general:a', '{"text":3}');
    const spoilt = new RoomMemory('ada', () => storage);
    expect([spoilt.rooms, spoilt.draft('general'), spoilt.load('general')]).toEqual([['general'], '', []]);
    const forbidden = new RoomMemory('ada', () => { throw new Error('forbidden'); });
    forbidden.rooms = ['other'];
    forbidden.saveDraft('general', 'x');
    forbidden.forgetTexts();
    expect([forbidden.rooms, forbidden.draft('general'), forbidden.load('general')]).toEqual([['general'], '', []]);
  });
});
