import type { Evidence, Standing } from "../contract/index.ts";
import type { Instance } from "../evidence/instances.ts";
import type { Predicted } from "../evidence/weigh.ts";

/** A prediction with what came of it; undefined when nothing was collected for it yet. */
export interface Weighed {
  readonly predicted: Predicted;
  readonly evidence: Evidence | undefined;
}

/** What measurements say of an instance, and what people say besides. */
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
  readonly words: { readonly refuted: boolean; readonly characteristic: boolean };
}

export function tallyOf(instance: Instance, weighed: readonly Weighed[], remainder: boolean): Tally {
  const [words, measured] = [weighed.filter(({ predicted }) => predicted.asked), weighed.filter(({ predicted }) => !predicted.asked)];
  return {
    instance,
    weighed,
    remainder,
    refuted: anyRefuted(measured),
    necessaryHold: necessaryOf(measured).every(({ evidence }) => evidence?.state === "held"),
    characteristic: anyShown(measured),
    words: { refuted: anyRefuted(words), characteristic: anyShown(words) },
  };
}

const necessaryOf = (weighed: readonly Weighed[]): readonly Weighed[] =>
  weighed.filter(({ predicted }) => predicted.claim.strength !== "characteristic");

const anyRefuted = (weighed: readonly Weighed[]): boolean => necessaryOf(weighed).some(({ evidence }) => evidence?.state === "failed");

const anyShown = (weighed: readonly Weighed[]): boolean =>
  weighed.some(({ predicted, evidence }) => predicted.claim.strength !== "necessary" && evidence?.state === "held");

/** `said`: by what people said alone. */
export interface Stands {
  readonly standing: Standing;
  readonly said: boolean;
}

/**
 * By instance. A remainder is supported by elimination as well: everything else is refuted and its own necessary predictions hold. What people say decides
 * only where measurements leave it open, and stands in for those that could not be read: against a measurement no word counts.
 */
export function standingsOf(tallies: readonly Tally[]): ReadonlyMap<string, Stands> {
  return new Map(tallies.map((tally) => [tally.instance.id, standsSo(tally, tallies)]));
}

function standsSo(tally: Tally, all: readonly Tally[]): Stands {
  const measured = measuredStanding(tally, all);
  if (measured !== "open") return { standing: measured, said: false };
  if (tally.words.refuted) return { standing: "refuted", said: true };
  const others = all.filter((other) => other !== tally);
  const left = tally.remainder && tally.necessaryHold && others.every((other) => isRefuted(other, all));
  return tally.words.characteristic || left ? { standing: "supported", said: true } : { standing: "open", said: false };
}

function measuredStanding(tally: Tally, all: readonly Tally[]): Standing {
  if (tally.refuted) return "refuted";
  if (!tally.necessaryHold) return "open";
  if (tally.characteristic) return "supported";
  return tally.remainder && all.every((other) => other === tally || other.refuted) ? "supported" : "open";
}

const isRefuted = (tally: Tally, all: readonly Tally[]): boolean =>
  tally.refuted || (tally.words.refuted && measuredStanding(tally, all) === "open");
