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
  /** Request keys whose observations this rests on. */
  readonly observations: readonly string[];
}

export type Standing = "open" | "supported" | "refuted";
export type Certainty = "confirmed" | "established" | "suspected";

/** A hypothesis on one host, with all that was found about it. */
export interface InstanceStanding {
  readonly instance: string;
  readonly hypothesis: string;
  /** BriefHost.key; absent for a hypothesis of the whole incident. */
  readonly host?: string;
  /** The claim with `{host}` and `{object}` filled in. */
  readonly claim: string;
  readonly standing: Standing;
  readonly evidence: readonly Evidence[];
  /** The guilty row's key, when known. */
  readonly object?: string;
  /** By measure: how many of the missing this instance's own counter names. */
  readonly accountsFor?: { readonly measure: string; readonly missing: number; readonly counted: number; readonly matches: boolean };
  /** Open, but everything missing is accounted for by others: no longer a rival. */
  readonly explainedAway?: boolean;
}
