import type { Evidence, Standing } from "../contract/index.ts";
import type { Instance } from "../evidence/instances.ts";
import type { Predicted } from "../evidence/weigh.ts";

/** A prediction with what came of it; undefined when nothing was collected for it yet. */
export interface Weighed {
  readonly predicted: Predicted;
  readonly evidence: Evidence | undefined;
}

export interface Tally {
  readonly instance: Instance;
  readonly weighed: readonly Weighed[];
  /** A necessary prediction failed. */
  readonly refuted: boolean;
  /** Every necessary prediction is known to hold. */
  readonly necessaryHold: boolean;
  /** A characteristic prediction held. */
  readonly characteristic: boolean;
  readonly remainder: boolean;
}

export function tallyOf(instance: Instance, weighed: readonly Weighed[], remainder: boolean): Tally {
  const necessary = weighed.filter(({ predicted }) => predicted.claim.strength !== "characteristic");
  const characteristic = weighed.filter(({ predicted }) => predicted.claim.strength !== "necessary");
  return {
    instance,
    weighed,
    remainder,
    refuted: necessary.some(({ evidence }) => evidence?.state === "failed"),
    necessaryHold: necessary.every(({ evidence }) => evidence?.state === "held"),
    characteristic: characteristic.some(({ evidence }) => evidence?.state === "held"),
  };
}

/** By instance. A remainder is supported by elimination as well: everything else is refuted and its own necessary predictions hold. */
export function standingsOf(tallies: readonly Tally[]): ReadonlyMap<string, Standing> {
  return new Map(tallies.map((tally) => [tally.instance.id, standingOf(tally, tallies)]));
}

function standingOf(tally: Tally, all: readonly Tally[]): Standing {
  if (tally.refuted) return "refuted";
  if (!tally.necessaryHold) return "open";
  if (tally.characteristic) return "supported";
  return tally.remainder && all.every((other) => other === tally || other.refuted) ? "supported" : "open";
}
