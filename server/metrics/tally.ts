import type { FailureKind, VerdictKind } from "#machines/contract/index.ts";

/** What is under way in this process, by what it is. */
export type UnderWay = "investigations" | "sweeps" | "watches" | "streams";

/** What happened in this process since it started, and what is under way in it. Numbers only: neither a host nor a person can be told from it. */
export interface Tally {
  started: number;
  stopped: number;
  commands: number;
  readonly concluded: Map<VerdictKind, number>;
  readonly unreached: Map<FailureKind, number>;
  readonly underWay: Record<UnderWay, number>;
  /** How many investigations and sweeps this process takes at once; 0 where it does not work on any. */
  readonly places: { investigations: number; sweeps: number };
}

const KEY = Symbol.for("culprit.tally");
type Holder = typeof globalThis & { [KEY]?: Tally };

/** One per process: bundled routes are separate modules. */
export function tally(): Tally {
  const holder = globalThis as Holder;
  holder[KEY] ??= {
    ...{ started: 0, stopped: 0, commands: 0, concluded: new Map(), unreached: new Map() },
    underWay: { investigations: 0, sweeps: 0, watches: 0, streams: 0 },
    places: { investigations: 0, sweeps: 0 },
  };
  return holder[KEY];
}

export function countIn<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Counts as under way until it is over, however it ends. */
export async function whileUnderWay<T>(what: UnderWay, work: () => Promise<T>): Promise<T> {
  const { underWay } = tally();
  underWay[what] += 1;
  try {
    return await work();
  } finally {
    underWay[what] -= 1;
  }
}
