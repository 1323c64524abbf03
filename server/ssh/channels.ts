import type { Failure } from "#machines/contract/index.ts";

/** sshd refuses some of more than 4 opened at once even below MaxSessions (measured: 6 at a time, 1 to 7 of 300 refused). */
export const MOST_CHANNELS = 4;
/** A refusal may be a passing shortage of the host: after this long, all channels are tried again. */
const CAUTIOUS_MS = 60_000;

export interface Slot {
  /** The sensor has answered: its channel is about to close by itself. */
  answered(): void;
  release(): void;
  /** The host refused to open one more: fewer are asked for from now on. */
  refused(): void;
}

interface Waiting { readonly sensor: boolean; readonly settle: (slot: Slot | Failure) => void }

/** Who may open a channel now; the others wait in order. A sensor holds its slot until it is finished. */
export function channelGate() {
  let limit = MOST_CHANNELS;
  let cautiousUntil = 0;
  let open = 0;
  let sensors = 0;
  const waiting: Waiting[] = [];

  const slot = (sensor: boolean): Slot => {
    open += 1;
    if (sensor) sensors += 1;
    let held = true;
    let waits = sensor;
    const answered = (): void => {
      if (waits) sensors -= 1;
      waits = false;
    };
    const release = (): void => {
      if (!held) return;
      held = false;
      open -= 1;
      answered();
      admit();
    };
    return {
      answered, release,
      refused: () => {
        if (open > 1) {
          limit = Math.min(limit, open - 1);
          cautiousUntil = Date.now() + CAUTIOUS_MS;
        }
        release();
      },
    };
  };

  function admit(): void {
    if (limit < MOST_CHANNELS && Date.now() > cautiousUntil) limit = MOST_CHANNELS;
    while (waiting.length > 0 && open < limit) {
      const next = waiting.shift();
      next?.settle(slot(next.sensor));
    }
    // Nobody but a sensor could free a slot, and a sensor waits for the reproduction, which waits here: it would never end.
    if (sensors >= limit) for (const one of waiting.splice(0)) one.settle(starved(limit));
  }

  return {
    acquire(sensor: boolean, signal?: AbortSignal): Promise<Slot | Failure> {
      return new Promise((resolve) => {
        const cancel = (): void => {
          const at = waiting.indexOf(one);
          if (at >= 0) waiting.splice(at, 1);
          resolve({ kind: "cancelled" });
        };
        const one: Waiting = {
          sensor,
          settle: (result) => {
            signal?.removeEventListener("abort", cancel);
            resolve(result);
          },
        };
        if (signal?.aborted === true) return resolve({ kind: "cancelled" });
        signal?.addEventListener("abort", cancel, { once: true });
        waiting.push(one);
        admit();
      });
    },
    /** The connection is gone: nobody will be admitted any more. */
    fail(failure: Failure): void {
      for (const one of waiting.splice(0)) one.settle(failure);
    },
    limit: () => limit,
  };
}

export type ChannelGate = ReturnType<typeof channelGate>;

const starved = (limit: number): Failure => ({
  kind: "channelRefused",
  detail: `the host allows ${limit === 1 ? "one session" : `${limit} sessions`} per connection, and running sensors hold ${limit === 1 ? "it" : "them"}`,
});
