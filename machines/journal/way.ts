import type { Catalogue, VerdictKind } from "../contract/index.ts";
import { candidatesOf } from "../choose.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { weighingOf } from "../judge.ts";
import { planFrom } from "../plan/next.ts";
import type { InvestigationEvent } from "./event.ts";
import { factsOf } from "./facts.ts";
import { ofType } from "./select.ts";

/** How one test of the statechart stands in one investigation. */
export interface Visit {
  /** `possible`: it can still change a standing. `idle`: it was not needed, or no answer of it could change anything any more. */
  readonly state: "walked" | "now" | "possible" | "idle" | "skipped";
  /** Rounds in which it was asked, ascending. */
  readonly rounds: readonly number[];
  /** The event that planned the first of them: where the conversation tells of it. */
  readonly seq: number | null;
  /** It was asked, and no host could answer. */
  readonly unanswered: boolean;
}

/** The way of one investigation through its statechart so far. */
export interface Way {
  readonly at: "brief" | "collecting" | "ended";
  readonly visits: Readonly<Record<string, Visit>>;
  /** Phases in which a round was about something, in the order in which they were first entered. */
  readonly phases: readonly string[];
  readonly ended: VerdictKind | "stopped" | null;
}

export function wayOf(events: readonly InvestigationEvent[], catalogue: Catalogue): Way | null {
  const first = events[0];
  if (first?.type !== "started") return null;
  const planned = ofType(events, "roundPlanned").filter(({ round }) => round.change === undefined);
  const facts = factsOf(events, catalogue);
  const ended = events.findLast((event) => event.type === "concluded" || event.type === "stopped");
  const answers = new Map(facts.answers.map((answer) => [answer.request.key, "reading" in answer]));
  const current = ended === undefined ? planned.at(-1)?.round : undefined;
  const running = new Set(current?.requests.filter(({ key }) => !answers.has(key)).map(({ test }) => test));
  const possible = ended === undefined ? openTests(facts) : new Set<string>();
  const visitOf = (test: string): Visit => {
    const mine = planned.filter(({ round }) => isAbout(round, test));
    const asked = mine.flatMap(({ round }) => round.requests.filter((request) => request.test === test));
    const rounds = mine.map(({ round }) => round.number);
    const state = running.has(test)
      ? "now"
      : facts.skipped.includes(test)
        ? "skipped"
        : rounds.length > 0
          ? "walked"
          : possible.has(test)
            ? "possible"
            : "idle";
    const unanswered = state === "walked" && asked.length > 0 && asked.every(({ key }) => answers.get(key) !== true);
    return { state, rounds, seq: mine[0]?.seq ?? null, unanswered };
  };
  const { runbook } = first;
  const tests = [...(runbook.reproduction === undefined ? [] : [REPRODUCTION]), ...runbook.tests.map(({ id }) => id)];
  return {
    at: ended !== undefined ? "ended" : planned.length === 0 ? "brief" : "collecting",
    visits: Object.fromEntries(tests.map((test) => [test, visitOf(test)])),
    phases: [...new Set(planned.map(({ round }) => round.phase))],
    ended: ended === undefined ? null : ended.type === "concluded" ? ended.verdict.kind : "stopped",
  };
}

type Planned = Extract<InvestigationEvent, { type: "roundPlanned" }>["round"];

const isAbout = ({ choice, reproduction, requests }: Planned, test: string): boolean =>
  choice.test === test ||
  choice.riders.includes(test) ||
  (test === REPRODUCTION && reproduction) ||
  requests.some((request) => request.test === test);

/** What the engine itself would still ask: the same choice as when it plans a round. */
function openTests(facts: Parameters<typeof weighingOf>[0]): ReadonlySet<string> {
  const weighing = weighingOf(facts);
  if (planFrom(weighing).round === null) return new Set();
  const measured = facts.rounds.some(({ reproduction }) => reproduction);
  const probe = facts.runbook.reproduction === undefined || measured ? [] : [REPRODUCTION];
  return new Set([...probe, ...candidatesOf(weighing).map(({ test }) => test.id)]);
}
