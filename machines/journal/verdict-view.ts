import type { Catalogue, Certainty, Facts, InstanceStanding, NamedCause, Runbook, Verdict } from "../contract/index.ts";
import { formatNumber, formatPercent } from "../explain/number.ts";
import { sayClaimOfEither } from "../explain/hypothesis.ts";
import { sayStands } from "../explain/stand.ts";
import type { Known } from "../explain/hole.ts";
import { fillAdvice, fillAlert, stepsOf } from "../explain/steps.ts";
import { handOversOf } from "../hand-over.ts";
import { hostsOf } from "./brief.ts";
import { factsOf } from "./facts.ts";
import { knownOf } from "./known.ts";
import { changeChecks } from "./change-checks.ts";
import { citedOf } from "./cited.ts";
import { evidenceLine, lineNames, type LineNames } from "./evidence-line.ts";
import type { InvestigationEvent } from "./event.ts";
import type { CauseView, RivalView, VerdictView } from "./message.ts";
import { commandsRun, countCommands, ofType } from "./select.ts";
import { settingsBefore } from "./settings-before.ts";

/** A verdict with everything its card shows; pure. */
export function verdictView(
  events: readonly InvestigationEvent[],
  verdict: Verdict,
  { runbook, catalogue }: { readonly runbook: Runbook; readonly catalogue: Catalogue },
): VerdictView {
  const names = lineNames(events, { standings: verdict.standings, catalogue });
  const named = new Set([...verdict.causes, ...verdict.contributing].map(({ instance }) => instance));
  const others = verdict.standings.filter(({ instance }) => !named.has(instance));
  const facts = factsOf(events, catalogue);
  const rivals = (of: readonly InstanceStanding[]): readonly RivalView[] => rivalsOf(of, { runbook, names });
  return {
    kind: verdict.kind,
    say: verdict.say,
    certainty: leastOf(verdict.causes),
    symptom: verdict.symptom.flatMap((one) => symptomWords(one, runbook)),
    causes: verdict.causes.map((cause) => causeView(cause, verdict, { runbook, names, facts, events })),
    contributing: verdict.contributing.map((cause) => causeView(cause, verdict, { runbook, names, facts, events })),
    triggers: (verdict.triggers ?? []).map(({ say }) => say),
    remains: (verdict.remains ?? []).map(({ say }) => say),
    evidence: citedOf(
      verdict.standings.filter(({ instance }) => named.has(instance)),
      { runbook, names },
    ),
    refuted: rivals(others.filter(({ standing }) => standing === "refuted")),
    explainedAway: rivals(others.filter((one) => one.standing === "open" && one.explainedAway === true && one.hiddenBy === undefined)),
    hides: (verdict.hides ?? []).map(({ say }) => say),
    // What once refuted it says nothing.
    hidden: rivals(others.flatMap((one) => (one.hiddenBy === undefined ? [] : [{ ...one, evidence: [] }]))),
    open: rivals(others.filter((one) => one.standing !== "refuted" && one.explainedAway !== true && one.hiddenBy === undefined)),
    missing: verdict.missing.map(({ test, host, reason, decides }) => ({
      test,
      hostName: names.hosts.get(host) ?? host,
      reason,
      decides: decides.length,
    })),
    wouldDecide: verdict.wouldDecide,
    next: handOversOf(verdict, runbook).map(({ runbook: to, hosts }) => ({
      runbook: to,
      hostNames: hosts.map((host) => names.hosts.get(host) ?? host),
    })),
    changed: changedOf(events),
    commands: countCommands(commandsRun(events), events),
  };
}

interface About {
  readonly runbook: Runbook;
  readonly names: LineNames;
  readonly facts: Facts;
  readonly events: readonly InvestigationEvent[];
}

function causeView(cause: NamedCause, verdict: Verdict, { runbook, names, facts, events }: About): CauseView {
  const hypothesis = runbook.hypotheses[cause.id];
  const standing = verdict.standings.find(({ instance }) => instance === cause.instance);
  const { host, key, hostName, say } = cause.object;
  const name = hostName ?? (host === undefined ? undefined : names.hosts.get(host));
  const known = { ...withChanges(knownOf(facts, cause), host === undefined ? new Map() : settingsBefore(events, host)), host: name };
  const where = [say ?? key, name].filter((part) => part !== undefined).join(" on ");
  return {
    id: cause.id,
    claim: standing?.claim ?? hypothesis?.claim ?? cause.id,
    certainty: cause.certainty,
    because: cause.because,
    where: where === "" ? null : where,
    object: say ?? key ?? null,
    advice: hypothesis === undefined ? null : fillAdvice(hypothesis, known),
    steps: hypothesis === undefined ? null : stepsOf(hypothesis, known),
    alert: hypothesis === undefined ? null : fillAlert(hypothesis, known),
    source: hypothesis?.source ?? "",
  };
}

/** What only a proposed change has read fills what the readings left open; where they differ, somebody has changed it meanwhile. */
function withChanges(known: Omit<Known, "host">, read: ReadonlyMap<string, string>): Omit<Known, "host"> {
  const { settings } = known;
  if (settings === undefined) return known;
  const agreed = [...settings].filter(([setting, value]) => (read.get(setting) ?? value) === value);
  const fresh = [...read].filter(([setting]) => !settings.has(setting));
  return { ...known, settings: new Map([...agreed, ...fresh]) };
}

function rivalsOf(
  standings: readonly InstanceStanding[],
  { runbook, names }: { readonly runbook: Runbook; readonly names: LineNames },
): readonly RivalView[] {
  const rivals = new Map<string, RivalView>();
  for (const one of standings) {
    const by = one.evidence.map((each) => evidenceLine(each, names)).find(({ effect }) => effect === "refutes") ?? null;
    const isOpen = one.standing !== "refuted" && one.hiddenBy === undefined && one.explainedAway !== true;
    const why = isOpen ? sayStands(one) : null;
    const key = `${one.hypothesis} ${by === null ? (why ?? "") : `${by.sight} ${by.said ?? ""}`}`;
    const known = rivals.get(key);
    const hostNames = [...(known?.hostNames ?? []), ...(one.host === undefined ? [] : [names.hosts.get(one.host) ?? one.host])];
    const hypothesis = runbook.hypotheses[one.hypothesis];
    rivals.set(key, {
      key,
      hypothesis: one.hypothesis,
      claim: known === undefined || hypothesis === undefined ? one.claim : sayClaimOfEither(hypothesis, hostNames),
      by,
      why,
      hostNames,
      seqs: [...(known?.seqs ?? []), ...(by === null || by.seq === null ? [] : [by.seq])],
    });
  }
  return [...rivals.values()];
}

const RANK: readonly Certainty[] = ["suspected", "established", "confirmed"];

function leastOf(causes: readonly NamedCause[]): Certainty | null {
  return RANK.find((certainty) => causes.some((cause) => cause.certainty === certainty)) ?? null;
}

function symptomWords(one: Verdict["symptom"][number], runbook: Runbook): string[] {
  if (one.present === null || one.missing === null) return [];
  const { title = one.measure, word = "missing", chosen = false } = runbook.measures[one.measure] ?? {};
  if (one.of === null) return one.missing === 0 ? [] : [`${formatNumber(one.missing)} ${title} ${word}`];
  const interval =
    chosen || one.lowPercent === null || one.highPercent === null
      ? ""
      : one.missing === 0
        ? `, less than ${formatPercent(one.highPercent)} at 95 % confidence`
        : `, ${formatNumber(one.lowPercent)} to ${formatPercent(one.highPercent)} at 95 % confidence`;
  return [`${formatNumber(one.missing)} of ${formatNumber(one.of)} ${title} ${word}${interval}`];
}

function changedOf(events: readonly InvestigationEvent[]): VerdictView["changed"] {
  const changes = hostsOf(events).flatMap(({ key }) => changeChecks(events, key));
  const checks = [...ofType(events, "ledger").flatMap((event) => event.checks), ...changes];
  if (checks.some(({ same }) => same === false)) return "differs";
  return checks.length > 0 && checks.every(({ same }) => same === true) ? "nothing" : "unproven";
}
