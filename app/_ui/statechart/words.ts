import type { ChartPhase, ChartTest } from "#machines/journal/chart.ts";
import type { Visit, Way } from "#machines/journal/way.ts";

/** How a state is drawn; `plain` where no investigation is looked at. */
export type Standing = Visit["state"] | "plain" | "reached";

export const PHASE_WORDS: Readonly<Record<ChartPhase["phase"], string>> = {
  reproduce: "reproduction",
  layout: "layout",
  initialConditions: "initial conditions",
  metrics: "metrics",
  tracing: "tracing",
};

export const visitOf = (way: Way | null, test: string): Visit | null => way?.visits[test] ?? null;

/** In a test's state: what it looked at, where it was asked; else as in words. */
export const cellWords = (visit: Visit | null, test: ChartTest): string =>
  visit?.state === "walked" && !visit.unanswered ? test.title : visitWords(visit, test);

/** In words: what became of it, or what it would cost. */
export function visitWords(visit: Visit | null, { risk, costSeconds }: Pick<ChartTest, "risk" | "costSeconds">): string {
  switch (visit?.state) {
    case "now":
      return "runs now";
    case "walked":
      return visit.unanswered ? "gave no reading" : "asked";
    case "skipped":
      return "left out by a person";
    case "idle":
      return "not needed";
    default:
      return [risk ?? "", costSeconds === null ? "" : costSeconds === 0 ? "no time" : `${Number(costSeconds.toFixed(1))} s`]
        .filter((part) => part !== "")
        .join(", ");
  }
}

/** "round 1", "rounds 1, 3". */
export function roundsWords(rounds: readonly number[]): string {
  if (rounds.length === 0) return "";
  return rounds.length > 3 ? `#${rounds[0]}…${rounds.at(-1)}` : rounds.map((round) => `#${round}`).join(" ");
}
