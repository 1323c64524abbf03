import type { Missing } from "../contract/index.ts";
import { explainFailure } from "../explain/failure.ts";
import { questionOf } from "../plan/ask.ts";
import { requestKey } from "../evidence/asked.ts";
import { hostName, roundsAt } from "../evidence/seen.ts";
import { windowOf } from "../evidence/window.ts";
import type { Weighing } from "../judge.ts";
import type { Tally, Weighed } from "../standing/standing.ts";
import { lookAgain, type LookAgain } from "./look-again.ts";

export interface Unknowns {
  readonly missing: readonly Missing[];
  /** What to do about each, without repetition. */
  readonly todo: readonly string[];
}

/**
 * What stayed unknown and would decide something: of hypotheses that are still open and not explained away. `begun`: the symptom could be looked for. Where it
 * could not, to make the probe run is the advice: what was never asked, or counts for nothing without it, comes by itself then.
 */
export function unknownsOf(weighing: Weighing, { begun }: { readonly begun: boolean }): Unknowns {
  const groups = new Map<string, { missing: Omit<Missing, "decides">; decides: Set<string>; todo: string | LookAgain | null }>();
  const open = new Set(
    weighing.judgement.standings
      .filter(({ standing, explainedAway }) => standing === "open" && explainedAway !== true)
      .map(({ instance }) => instance),
  );
  for (const tally of weighing.tallies.filter(({ instance }) => open.has(instance.id))) {
    for (const weighed of undecided(tally)) {
      const { test, host } = weighed.predicted;
      const reason = weighed.evidence?.reason ?? whyNot(weighing, weighed);
      const key = `${test} ${host} ${reason}`;
      const group = groups.get(key) ?? {
        missing: { test, host, reason },
        decides: new Set<string>(),
        todo: todoFor(weighing, weighed, begun),
      };
      group.decides.add(tally.instance.id);
      groups.set(key, group);
    }
  }
  const found = [...groups.values()].sort((a, b) => b.decides.size - a.decides.size);
  return {
    missing: found.map(({ missing, decides }) => ({ ...missing, decides: [...decides] })),
    todo: lookAgain([...found.flatMap(({ todo }) => todo ?? []), ...hearsay(weighing)]),
  };
}

function whyNot(weighing: Weighing, { predicted: { test, host, asked } }: Weighed): string {
  const name = hostName(weighing.asked, host);
  return asked ? `nobody was asked about ${name}` : `${titleOf(weighing, test)} on ${name} was not collected`;
}

/** What stands by words alone, to be looked at a second time: once for each question. */
function hearsay({ asked, judgement }: Weighing): readonly string[] {
  const heard = judgement.standings.flatMap(({ said, evidence }) =>
    said === true ? evidence.filter((one) => one.said !== undefined) : [],
  );
  return heard.flatMap(({ test, host, said = "" }) => {
    const question = questionOf(asked.facts.runbook, asked.facts.brief, { test, host });
    return question === undefined ? [] : [`Have measured, or looked at by somebody else, what ${said} said: ${question.question}`];
  });
}

function undecided({ weighed, characteristic }: Tally): readonly Weighed[] {
  return weighed.filter(
    ({ predicted, evidence }) =>
      (evidence === undefined || evidence.state === "unknown") && (predicted.claim.strength !== "characteristic" || !characteristic),
  );
}

const titleOf = ({ asked }: Weighing, test: string): string => asked.sources.get(test)?.title ?? test;

function todoFor(weighing: Weighing, { predicted: { test, host }, evidence }: Weighed, begun: boolean): string | LookAgain | null {
  const { asked } = weighing;
  const question = questionOf(asked.facts.runbook, asked.facts.brief, { test, host });
  if (question !== undefined) return `Find out: ${question.question} ${question.where}`;
  const name = hostName(asked, host);
  const what = titleOf(weighing, test);
  const unreached = asked.facts.unreached[host];
  if (unreached !== undefined) return explainFailure(unreached, { host: name, what }).todo;
  if (asked.facts.skipped.includes(test)) return `Collect ${what} on ${name}: it was skipped.`;
  const failure = failureAt(weighing, test, host);
  if (failure !== null) return failure;
  const round = roundsAt(asked, test, host).at(-1);
  if (round === undefined) return begun ? `Collect ${what} on ${name}.` : null;
  const window = windowOf(asked, round);
  if (asked.sources.get(test)?.when !== "once" && !window.counts)
    return begun ? `Run the investigation again while the symptom shows: ${window.reason}.` : null;
  const reason = evidence?.reason ?? "it is unknown";
  return failureBehind(weighing, reason) ?? { what, host: name, reason };
}

/** Where a reading is worked out, or weighed, by another: what its reason says did not come in is to be had first, and has an advice of its own. */
function failureBehind(weighing: Weighing, reason: string): string | null {
  const { asked } = weighing;
  for (const { id, collect, hosts } of asked.sources.values()) {
    const blamed = hosts.find(({ key }) => reason.startsWith(`${collect} on ${hostName(asked, key)}: `));
    const todo = blamed === undefined ? null : failureAt(weighing, id, blamed.key);
    if (todo !== null) return todo;
  }
  return null;
}

function failureAt({ asked }: Weighing, test: string, host: string): string | null {
  for (const round of roundsAt(asked, test, host).toReversed()) {
    for (const moment of ["once", "during", "after", "before"] as const) {
      const answer = asked.answers.get(requestKey({ round, test, host, moment }));
      if (answer === undefined || !("failure" in answer)) continue;
      return explainFailure(answer.failure, { host: hostName(asked, host), what: asked.sources.get(test)?.title ?? test }).todo;
    }
  }
  return null;
}
