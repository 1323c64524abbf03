import type { Outcome } from "#machines/outcome.ts";
import type { Ended } from "../atoms/Words.tsx";

/** An outcome as the words of a verdict need it. */
export function endedAs(outcome: Outcome): Ended {
  const concluded = { status: "concluded" } as const;
  switch (outcome) {
    case "confirmed":
    case "established":
    case "suspected":
      return { ...concluded, verdict: "cause", certainty: outcome };
    case "severalEstablished":
      return { ...concluded, verdict: "several", certainty: "established" };
    case "severalSuspected":
      return { ...concluded, verdict: "several", certainty: "suspected" };
    case "stopped":
      return { status: "stopped", verdict: null, certainty: null };
    default:
      return { ...concluded, verdict: outcome, certainty: null };
  }
}
