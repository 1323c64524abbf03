import { PHASES } from "../contract/index.ts";
import type { Catalogue, Failure, InstanceStanding, Judgement, Phase, Runbook, Standing, Verdict } from "../contract/index.ts";
import { explainChoice } from "../explain/choice.ts";
import { answersOf, byWeight, evidenceLine, type LineNames } from "./evidence-line.ts";
import type { HostFacts, InvestigationEvent } from "./event.ts";
import { hostNames } from "./card.ts";
import type { EvidenceLine } from "./message.ts";
import { ofType } from "./select.ts";

export interface HypothesisRow {
  readonly instance: string;
  readonly hypothesis: string;
  readonly hostName: string | null;
  readonly claim: string;
  readonly standing: Standing;
  readonly tally: Readonly<Record<"held" | "failed" | "unknown", number>>;
  /** Those that moved a standing first. */
  readonly predictions: readonly EvidenceLine[];
  /** Tests running now that make a claim about it. */
  readonly testing: readonly string[];
  readonly explainedAway: boolean;
  readonly object: string | null;
  readonly source: string;
}

export interface HostRow {
  readonly key: string;
  readonly name: string;
  readonly role: string;
  readonly address: string;
  readonly netns: string | null;
  readonly facts: HostFacts | null;
  readonly failure: Failure | null;
  readonly asked: boolean;
  readonly commands: { readonly all: number; readonly byRisk: Readonly<Record<"R0" | "R1" | "R2" | "R3", number>> };
  readonly ledger: readonly { readonly what: string; readonly same: boolean | null; readonly detail: string }[] | null;
  /** Named by the verdict as the place of a cause. */
  readonly sick: boolean;
}

export type BoardStatus = "running" | "waiting" | "paused" | "concluded" | "stopped";

export interface Board {
  readonly title: string;
  readonly status: BoardStatus;
  readonly hypotheses: Readonly<Record<Standing, readonly HypothesisRow[]>>;
  readonly phases: { readonly used: readonly Phase[]; readonly now: Phase; readonly index: number };
  /** Why the test that runs now was chosen, in words; null when none runs. */
  readonly why: string | null;
  readonly hosts: readonly HostRow[];
  readonly commands: number;
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly endedAt: string | null;
  readonly verdict: Verdict | null;
}

/** The case board is a pure projection of the log, like the conversation. */
export function board(events: readonly InvestigationEvent[], { catalogue, judgement }: { readonly catalogue: Catalogue; readonly judgement: Judgement }): Board | null {
  const first = events[0];
  if (first?.type !== "started") return null;
  const { runbook } = first;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict ?? null;
  const status = statusOf(events);
  const over = status === "concluded" || status === "stopped";
  const round = over ? null : (events.findLast((event) => event.type === "roundPlanned")?.round ?? null);
  const names: LineNames = { hosts: hostNames(events), answers: answersOf(events) };
  const testing = new Set(round === null ? [] : round.requests.filter(({ key }) => !names.answers.has(key)).map(({ test, host }) => `${test} ${host}`));
  const rows = judgement.standings.map((standing) => hypothesisRow(standing, runbook, names, testing));
  const phase: Phase = over ? "verdict" : (round?.phase ?? "brief");
  const used = PHASES.filter((one) => one === "brief" || one === "verdict" || (one === "reproduce" ? runbook.reproduction !== undefined : runbook.tests.some((test) => test.phase === one)));
  return {
    title: events.findLast((event) => event.type === "titled")?.title ?? first.title,
    status,
    hypotheses: { supported: rows.filter((row) => row.standing === "supported"), open: rows.filter((row) => row.standing === "open"), refuted: rows.filter((row) => row.standing === "refuted") },
    phases: { used, now: phase, index: Math.max(0, used.indexOf(phase)) },
    why: testing.size > 0 && round !== null ? explainChoice(round.choice, titlesOf(runbook, catalogue)) : null,
    hosts: hostRows(events, verdict),
    commands: events.filter(({ type }) => type === "commandStarted").length,
    startedAt: first.at,
    endedAt: over ? (events.findLast(({ type }) => type === "concluded" || type === "stopped")?.at ?? null) : null,
    verdict,
  };
}

const titlesOf = (runbook: Runbook, catalogue: Catalogue): Readonly<Record<string, string>> =>
  Object.fromEntries(runbook.tests.map(({ id, collect }) => [id, catalogue[collect]?.title ?? id]));

function hypothesisRow(one: InstanceStanding, runbook: Runbook, names: LineNames, testing: ReadonlySet<string>): HypothesisRow {
  const lines = [...new Map(one.evidence.map((evidence) => evidenceLine(evidence, names)).map((line) => [line.key, line])).values()].sort(byWeight);
  const count = (state: EvidenceLine["state"]): number => lines.filter((line) => line.state === state).length;
  const tests = runbook.tests.filter((test) => one.hypothesis in test.predicts && [...testing].some((key) => key.startsWith(`${test.id} `) && (one.host === undefined || key.endsWith(` ${one.host}`))));
  return {
    instance: one.instance, hypothesis: one.hypothesis, hostName: one.host === undefined ? null : (names.hosts.get(one.host) ?? one.host), claim: one.claim.replace(/\.$/, ""),
    standing: one.standing, tally: { held: count("held"), failed: count("failed"), unknown: count("unknown") }, predictions: lines,
    testing: tests.map(({ id }) => id), explainedAway: one.explainedAway ?? false, object: one.object ?? null, source: runbook.hypotheses[one.hypothesis]?.source ?? "",
  };
}

function statusOf(events: readonly InvestigationEvent[]): BoardStatus {
  let paused = false;
  const asked = new Set<string>();
  for (const event of events) {
    if (event.type === "hostKeyAsked") asked.add(event.host);
    if (event.type === "hostKeyAnswered") asked.delete(event.host);
    if (event.type === "paused") paused = true;
    if (event.type === "resumed") paused = false;
    if (event.type === "concluded" || event.type === "stopped") return event.type;
  }
  return paused ? "paused" : asked.size > 0 ? "waiting" : "running";
}

function hostRows(events: readonly InvestigationEvent[], verdict: Verdict | null): readonly HostRow[] {
  const first = events[0];
  if (first?.type !== "started") return [];
  const hostOf = requestHosts(events);
  const sick = new Set(verdict?.causes.flatMap(({ object }) => object.host ?? []) ?? []);
  return first.brief.hosts.map(({ key, name, role, address, port, netns }) => {
    const mine = ofType(events, "commandStarted").filter((event) => hostOf.get(event.request) === key);
    const risk = (class_: "R0" | "R1" | "R2" | "R3"): number => mine.filter((event) => event.risk === class_).length;
    const asked = events.findLast((event) => (event.type === "hostKeyAsked" || event.type === "hostKeyAnswered") && event.host === key);
    return {
      key, name, role, address: port === undefined ? address : `${address}:${port}`, netns: netns ?? null,
      facts: ofType(events, "hostReached").findLast((event) => event.facts.host === key)?.facts ?? null,
      failure: ofType(events, "hostFailed").findLast((event) => event.host === key)?.failure ?? null,
      asked: asked?.type === "hostKeyAsked",
      commands: { all: mine.length, byRisk: { R0: risk("R0"), R1: risk("R1"), R2: risk("R2"), R3: risk("R3") } },
      ledger: ofType(events, "ledger").findLast((event) => event.host === key)?.checks ?? null,
      sick: sick.has(key),
    };
  });
}

function requestHosts(events: readonly InvestigationEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap((event) => (event.type === "roundPlanned" ? event.round.requests.map(({ key, host }) => [key, host] as const) : event.type === "runAsked" ? [[event.request, event.host] as const] : [])),
  );
}
