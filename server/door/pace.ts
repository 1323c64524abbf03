/** How fast somebody may go on: so many at once, and then so many a second. */
export interface Pace {
  /** Seconds to wait before this one may go; 0: it goes, and counts. */
  wait(who: string, nowMs: number): number;
}

/** Beyond this many senders the oldest are forgotten, which does them a favour. */
const MOST_SENDERS = 1_000;

export function paceOf({ most, aSecond }: { readonly most: number; readonly aSecond: number }): Pace {
  const left = new Map<string, { readonly room: number; readonly atMs: number }>();
  return {
    wait: (who, nowMs) => {
      const before = left.get(who) ?? { room: most, atMs: nowMs };
      const room = Math.min(most, before.room + (Math.max(0, nowMs - before.atMs) / 1_000) * aSecond);
      left.delete(who);
      left.set(who, { room: room >= 1 ? room - 1 : room, atMs: nowMs });
      for (const oldest of left.keys()) {
        if (left.size <= MOST_SENDERS) break;
        left.delete(oldest);
      }
      return room >= 1 ? 0 : Math.ceil((1 - room) / aSecond);
    },
  };
}
