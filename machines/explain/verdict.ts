import type { Advice, Alert, Brief, InstanceStanding, NamedCause, Runbook, Verdict } from "../contract/index.ts";
import { explainEvidence } from "./evidence.ts";
import { fillAdvice } from "./steps.ts";
import { countOf, formatNumber, formatPercent, listOf } from "./number.ts";

export interface ExplainedCause {
  readonly claim: string;
  readonly certainty: NamedCause["certainty"];
  readonly because: string;
  readonly where: string | null;
  /** What its predictions came to, those that support it first. */
  readonly evidence: readonly string[];
  readonly advice: Advice | null;
  readonly alert: Alert | null;
}

export interface ExplainedRival {
  readonly claim: string;
  readonly standing: InstanceStanding["standing"];
  /** What refuted it, or why it is still open. */
  readonly why: string;
}

export interface ExplainedVerdict {
  readonly sentence: string;
  readonly symptom: readonly string[];
  readonly causes: readonly ExplainedCause[];
  readonly contributing: readonly ExplainedCause[];
  /** What came before and may have set it off. */
  readonly triggers: readonly string[];
  readonly rivals: readonly ExplainedRival[];
  /** What the named causes do not explain. */
  readonly remains: readonly string[];
  /** What they kept from being seen. */
  readonly hides: readonly string[];
  readonly unknown: readonly string[];
  readonly wouldDecide: readonly string[];
}

/** A verdict for people: what, why so certain, what else it could have been, and what nobody knows. */
export function explainVerdict(verdict: Verdict, runbook: Runbook, brief: Brief): ExplainedVerdict {
  const named = new Set([...verdict.causes, ...verdict.contributing].map(({ instance }) => instance));
  const cause = (each: NamedCause): ExplainedCause => causeOf(each, verdict, runbook);
  return {
    sentence: verdict.say,
    symptom: verdict.symptom.flatMap((each) => sayMeasure(each, runbook)),
    causes: verdict.causes.map(cause),
    contributing: verdict.contributing.map(cause),
    triggers: (verdict.triggers ?? []).map(({ say }) => say),
    rivals: rivalsOf(
      verdict.standings.filter(({ instance }) => !named.has(instance)),
      { runbook, brief },
    ),
    remains: (verdict.remains ?? []).map(({ say }) => say),
    hides: (verdict.hides ?? []).map(({ say }) => say),
    unknown: verdict.missing.map(
      ({ reason, decides, test, host }) =>
        `${reason} (${test} on ${hostName(brief, host)}${decides.length === 0 ? "" : `; would decide ${countOf(decides.length, "cause")}`})`,
    ),
    wouldDecide: verdict.wouldDecide,
  };
}

const hostName = (brief: Brief, key: string): string => brief.hosts.find((host) => host.key === key)?.name ?? key;

function causeOf(named: NamedCause, verdict: Verdict, runbook: Runbook): ExplainedCause {
  const standing = verdict.standings.find(({ instance }) => instance === named.instance);
  const hypothesis = runbook.hypotheses[named.id];
  const parts = [named.object.say, named.object.hostName].filter((part) => part !== undefined);
  const evidence = (standing?.evidence ?? []).toSorted((a, b) => weight(a.claim.strength) - weight(b.claim.strength));
  return {
    claim: standing?.claim ?? named.id,
    certainty: named.certainty,
    because: named.because,
    where: parts.length === 0 ? null : parts.join(" on "),
    evidence: evidence.map((each) => `${each.test}: ${explainEvidence(each)}`),
    advice: hypothesis === undefined ? null : fillAdvice(hypothesis, { host: named.object.hostName, key: named.object.key }),
    alert: hypothesis?.alert ?? null,
  };
}

const weight = (strength: "necessary" | "characteristic" | "both"): number => (strength === "necessary" ? 1 : 0);

/** One line for a hypothesis that stands alike on several hosts, and for the same reason: eight hosts of a first look would else fill a page. */
function rivalsOf(
  standings: readonly InstanceStanding[],
  { runbook, brief }: { readonly runbook: Runbook; readonly brief: Brief },
): readonly ExplainedRival[] {
  const alike = Map.groupBy(standings, (each) => `${each.hypothesis}\n${each.standing}\n${sayWhy(each)}`);
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const claim = runbook.hypotheses[first.hypothesis]?.claim;
    const hosts = same.flatMap(({ host }) => (host === undefined ? [] : [hostName(brief, host)]));
    const together = same.length > 1 && hosts.length === same.length && claim?.includes("{host}") === true && !claim.includes("{object}");
    const said = (each: InstanceStanding): ExplainedRival => ({ claim: each.claim, standing: each.standing, why: sayWhy(each) });
    return together ? [{ ...said(first), claim: claim.replaceAll("{host}", listOf(hosts)) }] : same.map(said);
  });
}

function sayWhy({ standing, evidence, explainedAway, hiddenBy, accountsFor }: InstanceStanding): string {
  if (hiddenBy !== undefined) return "nothing got to where it would have shown";
  const failed = evidence.find((each) => each.state === "failed" && each.claim.strength !== "characteristic");
  if (standing === "refuted" && failed !== undefined) return `${failed.test}: ${explainEvidence(failed)}`;
  if (explainedAway === true) return "everything that is missing is accounted for by what was named";
  if (standing === "supported") return "supported too";
  if (accountsFor?.fit === "more")
    return `it counted ${formatNumber(accountsFor.counted)} where ${formatNumber(accountsFor.missing)} are missing: it dropped others, and nothing says that it dropped these`;
  const unknown = evidence.find((each) => each.state === "unknown");
  if (unknown !== undefined) return `${unknown.test}: ${explainEvidence(unknown)}`;
  return evidence.length === 0 ? "nothing was collected that could refute it" : "nothing refutes it, nothing shows it";
}

/** "lost probes: 3 of 4,000, 0.0255 % to 0.22 % (95 %)". */
export function sayMeasure(measured: Verdict["symptom"][number], runbook: Runbook): readonly string[] {
  const { missing, of, lowPercent, highPercent, present } = measured;
  const { title = measured.measure, word = "missing" } = runbook.measures[measured.measure] ?? {};
  if (missing === null) return [`${title}: ${present === null ? "not measured" : present ? "present" : "absent"}`];
  const count = of === null ? formatNumber(missing) : `${formatNumber(missing)} of ${formatNumber(of)}`;
  const range =
    lowPercent === null || highPercent === null
      ? ""
      : missing === 0
        ? `, so at most ${formatPercent(highPercent)} (95 %, rule of three)`
        : `, ${formatPercent(lowPercent)} to ${formatPercent(highPercent)} (95 %)`;
  return [`${title}: ${count} ${word}${range}`];
}
