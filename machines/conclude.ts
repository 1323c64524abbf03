import type { Facts, InstanceStanding, Remaining, Verdict, VerdictKind } from "./contract/index.ts";
import { besideHidden, causesOf, nameCause, rivalsOf, type Causes } from "./conclude/causes.ts";
import { unknownsOf } from "./conclude/missing.ts";
import { asHidden, hiddenBehind } from "./conclude/hidden.ts";
import { leftoverOf } from "./conclude/remaining.ts";
import { triggersOf } from "./conclude/triggers.ts";
import { reproducedOf, type Reproduced } from "./conclude/window-state.ts";
import { REPRODUCTION, reproductionHost, requestKey } from "./evidence/asked.ts";
import { hostName } from "./evidence/seen.ts";
import { sayAboutCauses, sayAboutReproduction, sayAboutRests } from "./explain/decide.ts";
import { explainFailure } from "./explain/failure.ts";
import { sayVerdict } from "./explain/sentence.ts";
import { weighingOf, type Weighing } from "./judge.ts";

/** How the investigation ends if it ends now. A pure function of the facts; the same facts give the same verdict. */
export const conclude = (facts: Facts): Verdict => concludeFrom(weighingOf(facts));

export function concludeFrom(weighing: Weighing): Verdict {
  const { asked, judgement } = weighing;
  const reproduced = reproducedOf(weighing);
  const causes = causesOf(weighing);
  const kind = kindOf(weighing, reproduced, causes);
  const named = namedIn(kind, causes);
  const instances = new Set(named.map(({ instance }) => instance));
  const standings = judgement.standings;
  const contributing = contributingTo(weighing, kind, instances);
  const leftover = kind === "cause" ? leftoverOf(weighing, new Set([...named, ...contributing].map(({ id }) => id))) : undefined;
  const remains = leftover?.remains ?? (kind === "undetermined" ? besideAllRefuted(weighing) : []);
  const hides = kind === "cause" && causes.established.length > 0 ? hiddenBehind(weighing, instances) : [];
  const triggers = triggersOf(weighing, [...named, ...contributing]);
  const principals = kind === "several" ? causes.principals : standings.filter(({ instance }) => instances.has(instance));
  const parts = {
    kind,
    reproduced,
    standings,
    named: principals,
    remains,
    runbook: asked.facts.runbook,
    symptom: judgement.symptom,
    besides: besidesIn(weighing, causes, new Set([...instances, ...contributing.map(({ instance }) => instance)])),
    conditions: kind === "undetermined" ? standings.filter(({ instance }) => weighing.conditions.has(instance)) : [],
    open: standings.some(({ standing }) => standing === "open"),
    certain: named.every(({ certainty }) => certainty !== "suspected"),
    contested: principals.some((standing) => rivalsOf(weighing, standing).length > 0),
    reproductionTodo: reproductionTodo(weighing) ?? (reproduced.kind === "unproven" && reproduced.ran ? lostHostTodo(weighing) : null),
    rolesWithoutHost: rolesWithoutHost(weighing),
  };
  const settled = kind === "symptomAbsent" || (kind === "cause" && parts.certain);
  const unknowns = settled
    ? { missing: [], todo: [] }
    : unknownsOf(weighing, { begun: reproduced.kind !== "unproven" && reproduced.kind !== "impossible" });
  return {
    kind,
    standings: asHidden(standings, hides),
    say: sayVerdict(parts),
    causes: besideHidden(weighing, named, new Set(hides.flatMap((each) => each.instances))),
    contributing,
    ...(triggers.length === 0 ? {} : { triggers }),
    ...(leftover === undefined && remains.length === 0 ? {} : { remains }),
    ...(hides.length === 0 ? {} : { hides }),
    missing: [...unknowns.missing, ...(leftover?.unknown ?? [])],
    symptom: judgement.symptom,
    wouldDecide: [
      ...sayAboutRests(parts),
      ...(settled ? [] : new Set([...sayAboutReproduction(parts), ...unknowns.todo, ...sayAboutCauses(parts)])),
    ],
  };
}

function kindOf(weighing: Weighing, reproduced: Reproduced, { established, principals }: Causes): VerdictKind {
  const { asked, judgement } = weighing;
  if (reproduced.kind === "notShown") return reproduced.enough ? "symptomAbsent" : "undetermined";
  const shown = reproduced.kind === "shown" || (reproduced.kind === "notNeeded" && reproduced.shown !== false);
  if (!shown) return "undetermined";
  if (established.length > 0 || principals.length === 1) return "cause";
  if (principals.length > 1) return "several";
  const measured = reproduced.kind === "shown" || reproduced.shown === true || Object.keys(asked.facts.runbook.measures).length === 0;
  const { standings } = judgement;
  const none = measured && standings.length > 0 && standings.every(({ standing, said }) => standing === "refuted" && said !== true);
  return none && besideAllRefuted(weighing).length === 0 ? "noneOfThese" : "undetermined";
}

/**
 * What is left over where each cause is refuted, of what makes the symptom by itself. More than one thing is wrong then, and a cause that
 * makes a part of the symptom is refuted for the rest of it: that none of them is there would be more than is known.
 */
function besideAllRefuted(weighing: Weighing): readonly Remaining[] {
  const { standings } = weighing.judgement;
  if (standings.length === 0 || standings.some(({ standing }) => standing !== "refuted")) return [];
  const { rests = {} } = weighing.asked.facts.runbook;
  const leftover = leftoverOf(weighing, new Set(standings.map(({ hypothesis }) => hypothesis)));
  return leftover?.remains.filter(({ rest }) => rests[rest]?.suffices === true) ?? [];
}

const namedIn = (kind: VerdictKind, { established, suspected }: Causes): Verdict["causes"] =>
  kind === "cause" ? (established.length > 0 ? established : suspected) : kind === "several" ? suspected : [];

/** Supported, and neither named nor contributing to what is. */
const besidesIn = ({ judgement, conditions }: Weighing, { principals }: Causes, told: ReadonlySet<string>): readonly InstanceStanding[] =>
  judgement.standings.filter((each) => (principals.includes(each) || conditions.has(each.instance)) && !told.has(each.instance));

/** Where nothing is named, what is true and no cause by itself is the most that is known. */
function contributingTo(weighing: Weighing, kind: VerdictKind, named: ReadonlySet<string>): Verdict["contributing"] {
  const contributes = ({ instance }: InstanceStanding): boolean =>
    (weighing.contributors.get(instance) ?? []).some((target) => named.has(target)) ||
    (kind === "undetermined" && weighing.conditions.has(instance));
  return weighing.judgement.standings.filter(contributes).map((standing) => nameCause(weighing, standing));
}

/** What to do about the probe itself; null when it did not fail as a command. */
function reproductionTodo({ asked }: Weighing): string | null {
  const host = reproductionHost(asked);
  if (host === undefined) return null;
  const subject = { host: host.name, what: asked.sources.get(REPRODUCTION)?.title ?? REPRODUCTION };
  const unreached = asked.facts.unreached[host.key];
  if (unreached !== undefined) return explainFailure(unreached, subject).todo;
  const round = asked.facts.rounds.findLast((each) => each.reproduction);
  const answer =
    round === undefined
      ? undefined
      : asked.answers.get(requestKey({ round: round.number, test: REPRODUCTION, host: host.key, moment: "during" }));
  return answer !== undefined && "failure" in answer ? explainFailure(answer.failure, subject).todo : null;
}

/** The probe ran, and a host that says what came of it went away meanwhile: before anything else is measured, it has to answer again. */
function lostHostTodo({ asked }: Weighing): string | null {
  const told = new Set<string>();
  for (const { requests } of asked.facts.rounds.toReversed()) {
    for (const { key, host, test } of requests.filter((request) => !told.has(request.host))) {
      const answer = asked.answers.get(key);
      if (answer === undefined || !("failure" in answer) || answer.failure.kind !== "unreachable") continue;
      return explainFailure(answer.failure, { host: hostName(asked, host), what: asked.sources.get(test)?.title ?? test }).todo;
    }
    // What came of a host in a later round is newer than that it was gone in this one.
    for (const { host } of requests) told.add(host);
  }
  return null;
}

function rolesWithoutHost({ asked }: Weighing): readonly string[] {
  const { runbook, brief } = asked.facts;
  const possible = new Set(Object.values(runbook.hypotheses).flatMap(({ at }) => at));
  return Object.keys(runbook.roles).filter((role) => possible.has(role) && !brief.hosts.some((host) => host.role === role));
}
