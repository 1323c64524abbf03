import type { Claim } from "./claim.ts";
import type { Value } from "./value.ts";

export type EvidenceState = "held" | "failed" | "unknown";

/** Observation x prediction. Derived from readings, recomputed at will; never the truth itself. */
export interface Evidence {
  /** Instance: `${hypothesis}@${hostKey}`, or the bare id when the hypothesis has no host. */
  readonly instance: string;
  readonly hypothesis: string;
  readonly test: string;
  readonly host: string;
  readonly round: number;
  readonly claim: Claim;
  readonly state: EvidenceState;
  /** The value seen, and what it was compared with after references were resolved. */
  readonly saw: Value;
  readonly against: Value;
  /** Why unknown; absent else. */
  readonly reason?: string;
  /** Who said what this rests on, where a person did: nobody measured it. */
  readonly said?: string;
  /** Request keys whose observations this rests on. */
  readonly observations: readonly string[];
}

export type Standing = "open" | "supported" | "refuted";
export type Certainty = "confirmed" | "established" | "suspected";

/**
 * How a mechanism's count fits what is missing. `whole`: it is what is missing. `share`: it is more, because others were dropped as well, and as large a
 * share of them. `part`: it is less, so something else took the rest. `more`: it is more, and nothing says that these packets are among
 * them. `none`: it did not move.
 */
export type Fit = "whole" | "share" | "part" | "more" | "none";

export interface AccountsFor {
  readonly measure: string;
  readonly missing: number;
  readonly counted: number;
  /** Of how many that passed the mechanism, where that is known. */
  readonly outOf?: number;
  readonly fit: Fit;
  /** The fit is `whole`. */
  readonly matches: boolean;
}

/** A hypothesis on one host, with all that was found about it. */
export interface InstanceStanding {
  readonly instance: string;
  readonly hypothesis: string;
  /** BriefHost.key; absent for a hypothesis of the whole incident. */
  readonly host?: string;
  /** The claim with `{host}` and `{object}` filled in. */
  readonly claim: string;
  readonly standing: Standing;
  /** It stands so by what people said alone: measurements leave it open. */
  readonly said?: true;
  readonly evidence: readonly Evidence[];
  /** The guilty row's key, when known. */
  readonly object?: string;
  /** Further rows that share what is missing with it, each a tenth of the count or more. */
  readonly also?: readonly string[];
  /** What this instance's own counter says about what is missing. */
  readonly accountsFor?: AccountsFor;
  /** Open, but everything missing is accounted for by others: no longer a rival. */
  readonly explainedAway?: boolean;
  /** Open, because nothing got to where it would have shown: the runbook's name of what hides it. Only in a verdict. */
  readonly hiddenBy?: string;
}
