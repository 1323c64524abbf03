/**
 * A claim compares one field with a constant or with another field. Data, never a closure: stored, printed, drawn, model-checked.
 */
export type Operator = "above" | "atLeast" | "below" | "atMost" | "equal" | "not";

/**
 * Which value of a field is meant. `change` is after minus before of the same round's reproduction, wrap-aware, unknown on reset;
 * it counts only when that reproduction was proven active and showed the symptom.
 */
export type Of = "change" | "before" | "during" | "after" | "once";

/** A field of some test's reading. Without `test` the claim's own test; without `role` the claim's own host. */
export interface FieldRef {
  readonly test?: string;
  readonly role?: string;
  readonly field: string;
  readonly of?: Of;
  /** Multiplies the referenced value ("at least 0.95 times max"). */
  readonly times?: number;
  readonly plus?: number;
}

export interface Comparison {
  readonly field: string;
  /** Default: `change` for counters collected around the reproduction, `during` for probes and sensors, `once` else. */
  readonly of?: Of;
  readonly is: Operator;
  readonly value: number | string | boolean | FieldRef;
}

export type Strength = "necessary" | "characteristic" | "both";

/**
 * `necessary`: if it fails, the hypothesis is refuted. `characteristic`: if it holds, the hypothesis is supported
 * (provided each necessary prediction is known to hold). `both`: it does both.
 */
export interface Claim extends Comparison {
  readonly strength: Strength;
  /** A failed claim counts as unknown unless this holds too: "no rule without a counter". */
  readonly provided?: Comparison;
  /** What a failed `provided` means, as the reason of the unknown: "2 drop rules have no counter". */
  readonly providedWhy?: string;
}
