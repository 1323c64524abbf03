import type { Certainty, InstanceStanding } from "./evidence.ts";

export type VerdictKind = "cause" | "several" | "noneOfThese" | "undetermined" | "symptomAbsent";

export interface NamedCause {
  readonly id: string;
  readonly instance: string;
  readonly certainty: Certainty;
  /** Why this certainty and no other, one sentence. */
  readonly because: string;
  readonly object: {
    readonly host?: string;
    readonly hostName?: string;
    readonly key?: string;
    /** Further rows that share what is missing with it. */
    readonly also?: readonly string[];
    readonly say?: string;
  };
}

/** Something that stayed unknown, and what it would take to know it. */
export interface Missing {
  readonly test: string;
  readonly host: string;
  readonly reason: string;
  /** The hypothesis instances that would be decided by it. */
  readonly decides: readonly string[];
}

/** What the named causes do not explain: with it, more than one cause remains. */
export interface Remaining {
  /** The runbook's name of it. */
  readonly rest: string;
  /** What was counted and what that means, one sentence. */
  readonly say: string;
  readonly missing: number | null;
  readonly of: number | null;
  readonly lowPercent: number | null;
  readonly highPercent: number | null;
  /** Where it was counted: BriefHost.key. */
  readonly host: string;
  /** The runbook that looks for it; absent where it is the same one, once what was named is mended. */
  readonly leadsTo?: string;
}

/** What the named causes kept from being seen: of what acts behind them nobody knows anything before they are mended. */
export interface Hidden {
  /** The runbook's name of it. */
  readonly hide: string;
  /** One sentence. */
  readonly say: string;
  /** Hypothesis instances whose silence says nothing. */
  readonly instances: readonly string[];
  /** Where it was seen that nothing got there: BriefHost.key. */
  readonly host: string;
}

/** What may have set it off. It came before, which proves nothing: it is told beside the cause and never judged. */
export interface Trigger {
  /** What people said at the start; a setting that a reading dates; the start of a guilty host. */
  readonly kind: "said" | "changed" | "restarted";
  /** One sentence. */
  readonly say: string;
  /** Where: BriefHost.key; absent for what was said. */
  readonly host?: string;
  /** How long before it was read, s. */
  readonly secondsAgo?: number;
}

/** How the investigation ended. A pure function of runbook, brief and readings. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** One sentence. */
  readonly say: string;
  readonly causes: readonly NamedCause[];
  readonly contributing: readonly NamedCause[];
  /** Absent where nothing of the kind is known. */
  readonly triggers?: readonly Trigger[];
  /** Absent where nothing was looked for, empty where nothing is left over. */
  readonly remains?: readonly Remaining[];
  /** Absent where nothing is hidden. */
  readonly hides?: readonly Hidden[];
  readonly standings: readonly InstanceStanding[];
  readonly missing: readonly Missing[];
  /** What was measured of the symptom: count, of how many, 95 % interval in percent (Wilson; 0 lost: rule of three). */
  readonly symptom: readonly {
    readonly measure: string;
    readonly present: boolean | null;
    readonly missing: number | null;
    readonly of: number | null;
    readonly lowPercent: number | null;
    readonly highPercent: number | null;
  }[];
  /** What would decide, when it is not decided: sentences in order of usefulness. */
  readonly wouldDecide: readonly string[];
}
