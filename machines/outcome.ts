/** From what was proven to what was not. */
export const OUTCOMES = [
  "confirmed",
  "established",
  "suspected",
  "severalEstablished",
  "severalSuspected",
  "noneOfThese",
  "undetermined",
  "symptomAbsent",
  "stopped",
] as const;

/** How an investigation ended, in one word: kind and certainty together. */
export type Outcome = (typeof OUTCOMES)[number];
