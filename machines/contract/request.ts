import type { Moment, Risk } from "./collector.ts";
import type { Phase } from "./runbook.ts";

/** One reading the machine wants. It names it and waits; the server collects. `test` is "reproduction" for the probe itself. */
export interface Request {
  /** `${round}.${test}.${host}.${moment}`: unique in the investigation, so that a second delivery is a no-op. */
  readonly key: string;
  readonly test: string;
  readonly collector: string;
  /** BriefHost.key */
  readonly host: string;
  readonly moment: Moment;
  readonly args: Readonly<Record<string, string>>;
}

/** Why this test comes now: stored with the round and shown at the foot of the board. */
export interface Choice {
  readonly test: string;
  readonly risk: Risk;
  readonly costSeconds: number;
  /** Pairs of rivals that this test's outcomes can tell apart, of how many open pairs. */
  readonly pairsSplit: number;
  readonly pairsOpen: number;
  /** The next best, for comparison; absent when none was left. */
  readonly instead?: { readonly test: string; readonly pairsSplit: number; readonly costSeconds: number };
  /** Tests that ride in the same batch or the same reproduction window. */
  readonly riders: readonly string[];
}

/** One step of the investigation: all that is collected together, around at most one reproduction. */
export interface Round {
  readonly number: number;
  readonly phase: Phase;
  readonly choice: Choice;
  readonly reproduction: boolean;
  /** A window of a confirmation, with the change made or after it was undone: it is compared with the others and judges no hypothesis. */
  readonly change?: { readonly id: string; readonly stage: "with" | "after" };
  readonly requests: readonly Request[];
}
