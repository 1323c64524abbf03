import { PHASES } from "../contract/index.ts";
import type { Catalogue, Choice, InstanceStanding, Judgement, Phase, Runbook, Standing, Verdict } from "../contract/index.ts";
import { sayClaimOfEither } from "../explain/hypothesis.ts";
import { openAsks } from "./ask.ts";
import { byWeight, evidenceLine, lineNames, type LineNames } from "./evidence-line.ts";
import { hostsOf } from "./brief.ts";
import type { HostFacts, InvestigationEvent } from "./event.ts";
import { changeChecks } from "./change-checks.ts";
import type { EvidenceLine } from "./message.ts";
import { commandsRun, countCommands, ofType } from "./select.ts";

/** One hypothesis, on all the hosts where it stands the same. */
export interface HypothesisRow {
  readonly key: string;
  readonly hypothesis: string;
  readonly hostNames: readonly string[];
  /** Its claim up to the first colon, and what follows. */
  readonly claim: string;
  readonly detail: string | null;
  readonly standing: Standing;
  readonly tally: Readonly<Record<"held" | "failed" | "unknown", number>>;
  /** Those that moved a standing first. */
  readonly predictions: readonly EvidenceLine[];
  /** Tests running now that make a claim about it. */
  readonly testing: readonly string[];
  readonly explainedAway: boolean;
  /** Nothing got to where it would have shown. */
  readonly hidden: boolean;
  readonly source: string;
}

/** A host as the page's head and its commands need it; `hostRows` tells the rest. */
export interface HostBrief {
  readonly key: string;
  readonly name: string;
  readonly role: string;
  /** While it ran. */
  readonly added: boolean;
  readonly facts: HostFacts | null;
  /** Named by the verdict as the place of a cause. */
  readonly sick: boolean;
  readonly ledger: readonly { readonly what: string; readonly same: boolean | null; readonly detail: string }[] | null;
}

export interface Chosen {
  readonly choice: Choice;
  /** A person has it in hand. */
  readonly asks: boolean;
}

export type BoardStatus = "running" | "waiting" | "paused" | "concluded" | "stopped";

export interface Board {
  readonly title: string;
  readonly status: BoardStatus;
  readonly hypotheses: Readonly<Record<Standing, readonly HypothesisRow[]>>;
  readonly phases: { readonly used: readonly Phase[]; readonly now: Phase; readonly index: number };
  /** The test that runs now, or that a person is asked: `whyNow` says why in words. Null when none runs. */
  readonly chosen: Chosen | null;
  readonly hosts: readonly HostBrief[];
  readonly commands: number;
  /** Who it was handed over to last; null while it is with who started it. */
  readonly heldBy: string | null;
  readonly startedAt: string;
  /** When it first ended, as lists and insights count it: a confirmation concludes a second time. Null while it goes on. */
  readonly endedAt: string | null;
  readonly verdict: Verdict | null;
}

/** The case board is a pure projection of the log, like the conversation. */
export function board(
  events: readonly InvestigationEvent[],
  { catalogue, judgement }: { readonly catalogue: Catalogue; readonly judgement: Judgement },
): Board | null {
  const first = events[0];
  if (first?.type !== "started") return null;
  const { runbook } = first;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict ?? null;
  const status = statusOf(events);
  const over = status === "concluded" || status === "stopped";
  const round = over ? null : (events.findLast((event) => event.type === "roundPlanned")?.round ?? null);
  const names = lineNames(events, { standings: judgement.standings, catalogue });
  const testing = new Set(
    round === null ? [] : round.requests.filter(({ key }) => !names.answers.has(key)).map(({ test, host }) => `${test} ${host}`),
  );
  // Only a verdict knows what was hidden.
  const hidden = verdict?.standings.filter(({ hiddenBy }) => hiddenBy) ?? [];
  const standings = judgement.standings.map((one) => hidden.find(({ instance }) => instance === one.instance) ?? one);
  const rows = rowsOf(standings, { runbook, names, testing });
  const phase: Phase = over ? "verdict" : (round?.phase ?? "brief");
  const used = PHASES.filter(
    (one) =>
      one === "brief" ||
      one === "verdict" ||
      (one === "reproduce" ? runbook.reproduction !== undefined : runbook.tests.some((test) => test.phase === one)),
  );
  return {
    title: events.findLast((event) => event.type === "titled")?.title ?? first.title,
    status,
    hypotheses: byStanding(rows),
    phases: { used, now: phase, index: Math.max(0, used.indexOf(phase)) },
    chosen: testing.size === 0 || round === null ? null : { choice: round.choice, asks: openAsks(events).length > 0 },
    hosts: hostsIn(events, verdict),
    commands: countCommands(commandsRun(events), events),
    heldBy: ofType(events, "handedOver").findLast(({ person }) => person === true)?.to ?? null,
    startedAt: first.at,
    endedAt: over ? (events.find(({ type }) => type === "concluded" || type === "stopped")?.at ?? null) : null,
    verdict,
  };
}

export const titlesOf = (runbook: Runbook, catalogue: Catalogue): Readonly<Record<string, string>> =>
  Object.fromEntries(runbook.tests.map(({ id, collect }) => [id, catalogue[collect]?.title ?? id]));

interface Rows {
  readonly runbook: Runbook;
  readonly names: LineNames;
  readonly testing: ReadonlySet<string>;
}

export const byStanding = (rows: readonly HypothesisRow[]): Board["hypotheses"] => ({
  supported: rows.filter((row) => row.standing === "supported"),
  open: rows.filter((row) => row.standing === "open"),
  refuted: rows.filter((row) => row.standing === "refuted"),
});

/** Standings as rows: what is supported stands for itself, what stands alike on several hosts is one row. */
export function rowsOf(standings: readonly InstanceStanding[], around: Rows): readonly HypothesisRow[] {
  const groups = new Map<string, InstanceStanding[]>();
  for (const one of standings) {
    // What is supported names its place and its object: each stands for itself.
    const key =
      one.standing === "supported" ? one.instance : `${one.standing} ${one.hypothesis} ${one.explainedAway === true} ${one.hiddenBy ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].flatMap(([key, group]) => hypothesisRow(key, group, around));
}

function hypothesisRow(key: string, group: readonly InstanceStanding[], { runbook, names, testing }: Rows): readonly HypothesisRow[] {
  const [first] = group;
  if (first === undefined) return [];
  const hypothesis = runbook.hypotheses[first.hypothesis];
  const hosts = group.flatMap(({ host }) => host ?? []);
  const hostNames = hosts.map((host) => names.hosts.get(host) ?? host);
  const said = group.length === 1 || hypothesis === undefined ? first.claim : sayClaimOfEither(hypothesis, hostNames);
  const [claim = "", detail] = said.replace(/\.$/, "").split(/: (.*)/s);
  const lines = unique(group.flatMap(({ evidence }) => evidence.map((one) => evidenceLine(one, names)))).sort(byWeight);
  const count = (state: EvidenceLine["state"]): number => lines.filter((line) => line.state === state).length;
  const running = (test: string): boolean =>
    [...testing].some((one) => one.startsWith(`${test} `) && (hosts.length === 0 || hosts.some((host) => one === `${test} ${host}`)));
  return [
    {
      key,
      hypothesis: first.hypothesis,
      hostNames,
      claim,
      detail: detail ?? null,
      standing: first.standing,
      tally: { held: count("held"), failed: count("failed"), unknown: count("unknown") },
      predictions: lines,
      testing: runbook.tests.filter((test) => first.hypothesis in test.predicts && running(test.id)).map(({ id }) => id),
      explainedAway: first.explainedAway ?? false,
      hidden: first.hiddenBy !== undefined,
      source: hypothesis?.source ?? "",
    },
  ];
}

const unique = (lines: readonly EvidenceLine[]): EvidenceLine[] => [
  ...new Map(lines.map((line) => [`${line.instance} ${line.key}`, line])).values(),
];

function statusOf(events: readonly InvestigationEvent[]): BoardStatus {
  let paused = false;
  const asked = new Set<string>();
  for (const event of events) {
    if (event.type === "hostKeyAsked") asked.add(event.host);
    if (event.type === "hostKeyAnswered" || event.type === "hostWithdrawn") asked.delete(event.host);
    if (event.type === "paused") paused = true;
    if (event.type === "resumed") paused = false;
    if (event.type === "concluded" || event.type === "stopped") return event.type;
  }
  return paused ? "paused" : asked.size > 0 || openAsks(events).length > 0 ? "waiting" : "running";
}

function hostsIn(events: readonly InvestigationEvent[], verdict: Verdict | null): readonly HostBrief[] {
  const sick = new Set(verdict?.causes.flatMap(({ object }) => object.host ?? []) ?? []);
  return hostsOf(events).map(({ key, name, role }) => {
    const { added, since } = sinceAdded(events, key);
    const facts = ofType(since, "hostReached").findLast((event) => event.facts.host === key)?.facts ?? null;
    const compared = ofType(events, "ledger").findLast((event) => event.host === key)?.checks ?? null;
    const changes = changeChecks(events, key);
    const ledger = compared === null && changes.length === 0 ? null : [...(compared ?? []), ...changes];
    return { key, name, role, added, facts, sick: sick.has(key), ledger };
  });
}

/** What was said before a host was added, or tried again, is over. */
export function sinceAdded(
  events: readonly InvestigationEvent[],
  host: string,
): { readonly added: boolean; readonly since: readonly InvestigationEvent[] } {
  const added = events.findLastIndex((event) => event.type === "hostAdded" && event.host.key === host) + 1;
  return { added: added > 0, since: events.slice(added) };
}
