import { chatStoreBehaviour } from './chat-store-behaviour';
import { MemoryChatStore } from './memory-chat-store';

describe('a chat store in memory', () => {
  chatStoreBehaviour(() => new MemoryChatStore());
});
