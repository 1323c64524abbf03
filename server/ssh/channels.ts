import type { Failure } from "#machines/contract/index.ts";

/** sshd refuses some of more than 4 opened at once even below MaxSessions (measured: 6 at a time, 1 to 7 of 300 refused). */
const MOST_CHANNELS = 4;
/** A refusal may be a passing shortage of the host: after this long, all channels are tried again. */
const CAUTIOUS_MS = 60_000;

export interface Slot {
  /** The sensor has answered: its channel is about to close by itself. */
  answered(): void;
  release(): void;
  /** The host refused to open one more: fewer are asked for from now on. */
  refused(): void;
}

/** Who may open a channel now; the others wait in order. */
export interface ChannelGate {
  acquire(sensor: boolean, signal?: AbortSignal): Promise<Slot | Failure>;
  /** The connection is gone: nobody will be admitted any more. */
  fail(failure: Failure): void;
}

interface Waiting {
  readonly sensor: boolean;
  readonly settle: (slot: Slot | Failure) => void;
}

interface State {
  limit: number;
  cautiousUntil: number;
  open: number;
  /** Slots held by sensors that have not answered. */
  sensors: number;
  readonly waiting: Waiting[];
}

export function channelGate(): ChannelGate {
  const state: State = { limit: MOST_CHANNELS, cautiousUntil: 0, open: 0, sensors: 0, waiting: [] };
  return {
    acquire: (sensor, signal) => {
      if (signal?.aborted === true) return Promise.resolve({ kind: "cancelled" });
      return new Promise((resolve) => {
        const cancel = (): void => {
          const at = state.waiting.indexOf(one);
          if (at >= 0) state.waiting.splice(at, 1);
          resolve({ kind: "cancelled" });
        };
        const settle = (result: Slot | Failure): void => {
          signal?.removeEventListener("abort", cancel);
          resolve(result);
        };
        const one: Waiting = { sensor, settle };
        signal?.addEventListener("abort", cancel, { once: true });
        state.waiting.push(one);
        admit(state);
      });
    },
    fail: (failure) => {
      for (const one of state.waiting.splice(0)) one.settle(failure);
    },
  };
}

function admit(state: State): void {
  if (state.limit < MOST_CHANNELS && Date.now() > state.cautiousUntil) state.limit = MOST_CHANNELS;
  while (state.waiting.length > 0 && state.open < state.limit) {
    const next = state.waiting.shift();
    next?.settle(takeSlot(state, next.sensor));
  }
  // Nobody but a sensor could free a slot, and a sensor waits for the reproduction, which waits here: it would never end.
  if (state.sensors < state.limit) return;
  for (const one of state.waiting.splice(0)) one.settle(starved(state.limit));
}

function takeSlot(state: State, sensor: boolean): Slot {
  state.open += 1;
  if (sensor) state.sensors += 1;
  let held = true;
  let waits = sensor;
  const answered = (): void => {
    if (waits) state.sensors -= 1;
    waits = false;
  };
  const release = (): void => {
    if (!held) return;
    held = false;
    state.open -= 1;
    answered();
    admit(state);
  };
  const refused = (): void => {
    // With no other channel open, it is not the number of channels that the host refuses.
    if (state.open > 1) {
      state.limit = Math.min(state.limit, state.open - 1);
      state.cautiousUntil = Date.now() + CAUTIOUS_MS;
    }
    release();
  };
  return { answered, release, refused };
}

function starved(limit: number): Failure {
  const [sessions, them] = limit === 1 ? ["one session", "it"] : [`${limit} sessions`, "them"];
  return {
    kind: "channelRefused",
    detail: `the host allows ${sessions} per connection, and running sensors hold ${them}`,
  };
}
