/** Wakes everybody who follows an investigation when something new is in its log. Carries no data: followers read the log themselves. */
export interface Hub {
  /** @returns how to stop */
  subscribe(id: string, wake: () => void): () => void;
  wake(id: string): void;
  /** After a lost connection nobody knows what was missed: everybody looks. */
  wakeAll(): void;
}

export function createHub(): Hub {
  const followers = new Map<string, Set<() => void>>();
  return {
    subscribe: (id, wake) => {
      const set = followers.get(id) ?? new Set();
      set.add(wake);
      followers.set(id, set);
      return () => {
        set.delete(wake);
        if (set.size === 0 && followers.get(id) === set) followers.delete(id);
      };
    },
    wake: (id) => followers.get(id)?.forEach((wake) => wake()),
    wakeAll: () => followers.forEach((set) => set.forEach((wake) => wake())),
  };
}
