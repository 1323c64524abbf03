import type { EventBody } from "#machines/journal/event.ts";
import { CULPRIT } from "./bench.ts";
import type { Log } from "./log.ts";

interface Draft {
  readonly log: Log;
  /** Writes all that was appended, at once. */
  readonly store: () => Promise<void>;
}

/** A log that keeps what is appended to itself until it is stored. */
export function draftOf(log: Log): Draft {
  const bodies: EventBody[] = [];
  const observations: NonNullable<NonNullable<Parameters<Log["append"]>[1]>["observations"]>[number][] = [];
  const seq = log.events().at(-1)?.seq ?? 0;
  const at = new Date().toISOString();
  return {
    log: {
      ...log,
      events: () => [...log.events(), ...bodies.map((body, index) => ({ ...body, seq: seq + index + 1, at, actor: CULPRIT }))],
      append: (more, { observations: seen = [] } = {}) => {
        bodies.push(...more);
        observations.push(...seen);
        return Promise.resolve();
      },
    },
    store: () => log.append(bodies, { observations }),
  };
}
