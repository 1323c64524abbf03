import type { Failure } from "../contract/index.ts";

/** Answered by a skip that does not hold any more: another round may ask. */
export const isTakenBack = (failure: Failure): boolean => failure.kind === "skipped" && failure.takenBack === true;

/** An answer as it is once its test is not skipped any more; what was really answered stays. */
export const takenBack = <T extends object>(answer: T & { readonly failure?: Failure }): T =>
  answer.failure?.kind === "skipped" ? { ...answer, failure: { ...answer.failure, takenBack: true } } : answer;
