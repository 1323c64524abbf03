import { isUnknown, PERSON, type Claim, type Evidence, type Hypothesis, type Test } from "../contract/index.ts";
import { sayFailure } from "../explain/failure-what.ts";
import type { Asked, Source } from "./asked.ts";
import type { Instance } from "./instances.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { hostName, roundsAt } from "./seen.ts";
import { wholeSince } from "./whole.ts";
import { windowOf } from "./window.ts";

/** One prediction of one instance, on one host. What it came to is undefined until something was collected for it. */
export interface Predicted {
  readonly instance: Instance;
  readonly hypothesis: Hypothesis;
  readonly test: string;
  readonly host: string;
  readonly claim: Claim;
  /** It is about what a person answers. */
  readonly asked: boolean;
}

/** Every prediction of this brief: an instance is judged by the tests that run on its host, one without a host by all. */
export function predictionsOf(asked: Asked): readonly Predicted[] {
  const { runbook } = asked.facts;
  return asked.instances.flatMap((instance) => {
    const hypothesis = runbook.hypotheses[instance.hypothesis];
    if (hypothesis === undefined) return [];
    return runbook.tests.flatMap((test) =>
      claimsOf(test, instance.hypothesis).flatMap((claim) =>
        hostsFor(asked.sources.get(test.id), instance).map((host) => ({
          ...{ instance, hypothesis, test: test.id, host, claim },
          asked: test.collect === PERSON,
        })),
      ),
    );
  });
}

const claimsOf = (test: Test, hypothesis: string): readonly Claim[] =>
  Object.hasOwn(test.predicts, hypothesis) ? (test.predicts[hypothesis] ?? []) : [];

const hostsFor = (source: Source | undefined, { host }: Instance): readonly string[] =>
  (source?.hosts ?? []).map(({ key }) => key).filter((key) => host === undefined || key === host.key);

/** What was found about one prediction over all windows; undefined when nothing was collected for it yet. */
export function evidenceFor(asked: Asked, predicted: Predicted): Evidence | undefined {
  const base = {
    instance: predicted.instance.id,
    hypothesis: predicted.instance.hypothesis,
    test: predicted.test,
    host: predicted.host,
    claim: predicted.claim,
  };
  const nothing = whyNever(asked, predicted);
  const all = roundsAt(asked, predicted.test, predicted.host).flatMap((round) => {
    const outcome = provided(asked, predicted, round);
    return outcome.pending ? [] : [{ round, outcome }];
  });
  const tried = withAllHosts(asked, predicted.test, all);
  if (tried.length === 0) {
    if (nothing === null) return undefined;
    return {
      ...base,
      round: 0,
      state: "unknown",
      saw: { unknown: nothing },
      against: againstOf(predicted.claim),
      reason: nothing,
      observations: [],
    };
  }
  const { round, outcome } = differing(predicted.claim, tried) ?? tried.findLast((each) => each.outcome.state !== "unknown") ?? last(tried);
  const { state, saw, against, reason, observations } = outcome;
  const said = predicted.asked ? sayer(asked, observations) : undefined;
  return {
    ...{ ...base, round, state, saw, against },
    ...(reason === undefined ? {} : { reason }),
    ...(said === undefined ? {} : { said }),
    observations,
  };
}

/** Whose words these are. */
function sayer(asked: Asked, observations: readonly string[]): string | undefined {
  for (const key of observations) {
    const answer = asked.answers.get(key);
    if (answer !== undefined && "taken" in answer && answer.taken.by !== undefined) return answer.taken.by;
  }
  return undefined;
}

interface Tried {
  readonly round: number;
  readonly outcome: Outcome;
}

/**
 * What was worked out before a host was added was worked out of less. It refutes nothing until it is known with that host, and then it no longer counts: two
 * windows that differ because more was looked at do not contradict each other.
 */
function withAllHosts(asked: Asked, test: string, tried: readonly Tried[]): readonly Tried[] {
  const since = wholeSince(asked, test);
  const whole = tried.filter(({ round }) => round >= since);
  if (whole.some(({ outcome }) => outcome.state !== "unknown")) return whole;
  return tried.filter((each) => whole.includes(each) || each.outcome.state !== "failed");
}

function last(tried: readonly Tried[]): Tried {
  const end = tried.at(-1);
  if (end === undefined) throw new TypeError("nothing was tried");
  return end;
}

/** Why nothing will be collected for this prediction; null when it merely was not collected yet. */
function whyNever(asked: Asked, { test, host }: Predicted): string | null {
  const failure = asked.facts.unreached[host];
  const what = asked.sources.get(test)?.title ?? test;
  if (failure !== undefined) return sayFailure(failure, { host: hostName(asked, host), what });
  return asked.facts.skipped.includes(test) ? `${what} on ${hostName(asked, host)} was skipped` : null;
}

const againstOf = (claim: Claim): Evidence["against"] => (typeof claim.value === "object" ? { unknown: "not compared" } : claim.value);

/** What a comparison came to, with the conditions under which it proves anything. */
function provided(asked: Asked, { claim, test, host, instance }: Predicted, round: number): Outcome {
  const context = { test, host, round, gate: windowOf };
  const outcome = outcomeOf(asked, claim, context);
  const idle = whyIdle(asked, { claim, test, host, instance }, outcome.state);
  if (idle !== null) return { ...outcome, state: "unknown", reason: idle };
  if (outcome.state !== "failed" || claim.provided === undefined) return outcome;
  const condition = outcomeOf(asked, claim.provided, context);
  if (condition.state === "held") return outcome;
  const why = condition.state === "failed" ? claim.providedWhy : condition.reason;
  const observations = [...new Set([...outcome.observations, ...condition.observations])];
  return { ...outcome, state: "unknown", reason: why ?? `${claim.provided.field} does not allow the conclusion`, observations };
}

/** Why a value proves nothing about this host although it was read: it is of less than the host, or of more. Null: it does. */
function whyIdle(
  asked: Asked,
  { claim, test, host, instance }: Omit<Predicted, "hypothesis" | "asked">,
  state: Outcome["state"],
): string | null {
  const scope = asked.sources.get(test)?.spec?.scope;
  if (state === "failed") return whyGone(asked, test, host) ?? (scope === "netns" ? whyHidden(asked, host) : null);
  if (state === "held" && scope === "machine" && claim.strength !== "necessary" && instance.host !== undefined)
    return whyShared(asked, host);
  return null;
}

/** Why a counter that did not move proves nothing here: it belongs to one network namespace, and the host has others. Null: it has none. */
function whyHidden(asked: Asked, host: string): string | null {
  const others = asked.facts.elsewhere?.[host];
  if (others === undefined || others === 0) return null;
  const name = hostName(asked, host);
  if (isUnknown(others)) return `whether ${name} has other network namespaces is not known: ${others.unknown}`;
  return `${name} has ${String(others)} other network namespace${others === 1 ? "" : "s"} with interfaces, which ${others === 1 ? "was" : "were"} not read`;
}

/**
 * Why a sum that did not rise proves nothing: it is a sum over rows, and one of them went away in the window with what it had counted
 * (a rule set that was loaded anew, an interface that left). Null: all rows stayed.
 */
function whyGone(asked: Asked, test: string, host: string): string | null {
  for (const answer of asked.answers.values()) {
    const { request } = answer;
    if (request.test !== test || request.host !== host || request.moment !== "before" || !("reading" in answer)) continue;
    const later = asked.answers.get(request.key.replace(/\.before$/, ".after"));
    if (later === undefined || !("reading" in later)) continue;
    for (const [table, rows] of Object.entries(answer.reading.tables ?? {})) {
      const left = new Set((later.reading.tables?.[table] ?? []).map(({ key }) => key));
      const gone = rows.find(({ key }) => !left.has(key));
      if (gone !== undefined) return `${gone.key} went away in the window, and what it had counted with it`;
    }
  }
  return null;
}

/** Why what the whole machine counts does not say that it was this host: another host of the incident runs on the same boot. Null: none does. */
function whyShared(asked: Asked, host: string): string | null {
  const boots = new Map<string, string>();
  for (const answer of asked.answers.values()) {
    if ("taken" in answer && answer.taken.bootId !== null) boots.set(answer.request.host, answer.taken.bootId);
  }
  const own = boots.get(host);
  const others = [...boots].filter(([key, boot]) => key !== host && boot === own).map(([key]) => hostName(asked, key));
  if (own === undefined || others.length === 0) return null;
  return `${hostName(asked, host)} and ${others.join(", ")} run on one machine (same boot id), and this is counted for the machine: it does not say which of them`;
}

/** Held in one window and failed in another: for a necessary claim that refutes nothing and proves nothing. */
function differing(claim: Claim, tried: readonly Tried[]): Tried | null {
  const held = tried.findLast(({ outcome }) => outcome.state === "held");
  const failed = tried.findLast(({ outcome }) => outcome.state === "failed");
  if (claim.strength === "characteristic" || held === undefined || failed === undefined) return null;
  const latest = held.round > failed.round ? held : failed;
  const observations = [...new Set([...held.outcome.observations, ...failed.outcome.observations])];
  const reason = `differs between windows: held in round ${held.round}, failed in round ${failed.round}`;
  return { round: latest.round, outcome: { ...latest.outcome, state: "unknown", reason, observations } };
}
