/** What a page learns of the machine and the window around it. */
export interface Surroundings {
  /** Whether there may be a network. A page on the same machine is reached without one, so "no" is but a hint. */
  isOnline(): boolean;
  /** Calls back when time may have been lost: the window is seen again, the network is back. Returns what ends it. */
  onWake(callback: () => void): () => void;
  /** Calls back when the network goes. Returns what ends it. */
  onOffline(callback: () => void): () => void;
}

/** The browser's window. */
export const windowSurroundings: Surroundings = {
  isOnline: () => navigator.onLine,
  onWake: (callback) => {
    const seen = () => {
      if (document.visibilityState === 'visible') callback();
    };
    window.addEventListener('online', callback);
    window.addEventListener('pageshow', callback);
    document.addEventListener('visibilitychange', seen);
    return () => {
      window.removeEventListener('online', callback);
      window.removeEventListener('pageshow', callback);
      document.removeEventListener('visibilitychange', seen);
    };
  },
  onOffline: (callback) => {
    window.addEventListener('offline', callback);
    return () => window.removeEventListener('offline', callback);
  },
};
