import type { Arg } from "./arg.ts";
import type { FieldRef, Of } from "./claim.ts";
import type { Slot, SlotType } from "./collector.ts";

/** What a changed value may be. Whatever a host prints or a runbook wants besides is refused before anything is written. */
export type ValueSpec =
  | { readonly kind: "integer"; readonly least: number; readonly most: number }
  | { readonly kind: "word"; readonly of: readonly [string, string, ...string[]] };

/** The one word of a command that is the value to be set. */
export const VALUE = { value: true } as const;

/**
 * A reversible change of a host: how to read what it is now, and how to set it. Undoing it is setting what was read. Reviewed like a collector;
 * a runbook names it and says for which cause.
 */
export interface InterventionSpec {
  readonly id: string;
  /** What is changed, two to four words: "MTU of an interface". */
  readonly title: string;
  readonly about: string;
  /** Where what it does is documented. */
  readonly source: string;
  /**
   * `R3`: takes effect and goes away without an interruption. `R4`: may interrupt traffic for a moment, as a card that resets its link for a new ring:
   * two people approve it.
   */
  readonly risk: "R3" | "R4";
  /** It lets through what a rule of the organisation forbids: two people approve it, whatever its risk. */
  readonly opens?: true;
  /** What else it touches on the host, as sentences. */
  readonly effects: readonly string[];
  readonly scope: "machine" | "netns";
  readonly slots: Readonly<Record<string, SlotType>>;
  readonly value: ValueSpec;
  readonly unit: string;
  /** Prints the value and nothing else. */
  readonly read: readonly (string | Slot)[];
  /** Sets it; the value stands where VALUE does. */
  readonly write: readonly (string | Slot | typeof VALUE)[];
}

/** What a change is set to: worked out from what it is now, so that a runbook needs no number of one host. */
export type Target =
  | { readonly to: string }
  /** A multiple of what it is, never above `most`. */
  | { readonly times: number; readonly most: number }
  /** A number that some reading of the investigation says. */
  | { readonly field: FieldRef };

/** `object`: the key of the guilty row, as the verdict names it, or its first word. `field`: a word that some reading of the changed host says. */
export type ChangeArg = Arg | { readonly object: true | "firstWord" } | { readonly field: FieldRef };

/** The guilty row's own number: the rule that is named, and not all rules together. */
export interface RowRef {
  readonly test: string;
  readonly table: string;
  readonly by: string;
  readonly of?: Of;
}

/** For one hypothesis: the change that takes the mechanism away, and what must follow if it was the cause. */
export interface Intervention {
  readonly change: string;
  /**
   * The role whose host is changed, by the role of the host with the cause: an MTU that a network node hands out is changed on a guest. A role that is
   * not listed has no change. Without it the host with the cause is changed.
   */
  readonly on?: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, ChangeArg>>;
  readonly target: Target;
  /** The symptom that must go away. */
  readonly measure: string;
  /** The symptom is compared by its count and not as a share: the probes of a sweep differ from each other, and a healthy one needs few. */
  readonly counted?: true;
  /**
   * The symptom is an amount and no count of events, as a delay in ms or a rate that is missing: where the measure does not call it present, none of it is left.
   */
  readonly amount?: true;
  /** How long it takes until the change, or its undoing, shows: routers wait for adverts before they change their state. Default: nothing. */
  readonly settleSeconds?: number;
  /** The mechanism's own count, which must go away with it. Without a role, on the host with the cause. */
  readonly mechanism: FieldRef | RowRef;
  /** Counts that stand in for it where it is unknown or stayed at zero. The first above zero is taken, in all windows. */
  readonly or?: readonly FieldRef[];
  /**
   * Counters that would rise instead if the harm only moved on, as checksum errors of the end host once a firewall forwards such frames. Looked at on every
   * host of the role, which `say` names as {host}.
   */
  readonly movesTo?: readonly { readonly count: FieldRef; readonly role: string; readonly say: string }[];
}
