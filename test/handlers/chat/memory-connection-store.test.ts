import { connectionStoreBehaviour } from './connection-store-behaviour';
import { MemoryConnectionStore } from './memory-connection-store';

describe('a connection store in memory', () => {
  connectionStoreBehaviour(() => new MemoryConnectionStore());
});
