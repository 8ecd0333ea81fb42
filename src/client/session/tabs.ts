import { Signal } from '../connection/signal';

/** What tabs tell each other. */
export type TabNews = 'signed-in' | 'signed-out';

/** The tabs of one browser that show this chat room. */
export interface Tabs {
  /** News of another tab. */
  readonly heard: Signal<TabNews>;
  tell(news: TabNews): void;
  /** Does some work while no other tab does its own. */
  oneAtATime<T>(work: () => Promise<T>): Promise<T>;
}

const NAME = 'chatroom-session';

/** The browser's own. Without Web Locks (pages that are not secure) tabs do not wait for each other. */
export function browserTabs(): Tabs {
  const heard = new Signal<TabNews>();
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'signed-in' || data === 'signed-out') heard.emit(data);
  };
  return {
    heard,
    tell: (news) => channel.postMessage(news),
    oneAtATime: async (work) => {
      if (!('locks' in navigator)) return work();
      return navigator.locks.request(NAME, work);
    },
  };
}
