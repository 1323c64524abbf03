import type { Verdict } from "../contract/index.ts";

/** The verdict after its cause was confirmed by a change. Nothing else in it becomes more certain. */
export const withConfirmed = (verdict: Verdict, instance: string): Verdict => ({
  ...verdict,
  causes: verdict.causes.map((cause) =>
    cause.instance === instance
      ? { ...cause, certainty: "confirmed", because: "The symptom and its mechanism went away with the change, and came back without it." }
      : cause,
  ),
});
