import { gauge, state } from "./field.ts";

/** A probe that runs ping more than once tells each run apart: only of those whose every answer was printed is it known which were lost. */
export const ECHOES = {
  what: state("Which run: how it differs from the others."),
  sent: gauge("packets", "Echo requests of this run."),
  lost: gauge("packets", "Of these, not answered."),
} as const;

export const LOSS_RUNS = {
  of: state("Which run it was of."),
  first: gauge("", "Number of the first lost request of those lost in a row."),
  count: gauge("packets", "How many."),
} as const;
