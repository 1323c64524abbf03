import type { BriefHost, Failure, Reading } from "#machines/contract/index.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";
import type { Session } from "../ssh/transport.ts";
import type { Bench } from "./bench.ts";
import { collectRound } from "./collect-round.ts";
import { fold, type Position } from "./fold.ts";
import { compareStates, readState } from "./ledger.ts";
import { openLog, type Log } from "./log.ts";
import { reach, report } from "./reach.ts";
import { runAsked } from "./run-asked.ts";
import { statusOf, type Status } from "./status.ts";
import { watchForStop } from "./watch.ts";

/** `before` is the host's state when it was reached; undefined after a restart of the worker in between. */
type Hosts = Map<string, { readonly host: BriefHost; readonly session: Session | Failure; readonly before?: Reading | null }>;

/**
 * Takes an investigation from where its log stands as far as it goes without a person: to the verdict, a question, a pause or a stop.
 * Can be killed at any moment and called again: what the log holds is never collected twice, a broken window is collected anew.
 * @throws Fenced when another worker took over
 */
export async function drive(bench: Bench, id: string, lease: string, outer: AbortSignal): Promise<Status> {
  const log = await openLog(bench.journal, id, lease);
  const hosts: Hosts = new Map();
  for (;;) {
    await log.refresh();
    const stop = watchForStop(log, outer);
    try {
      await runAsked(bench, log, (host) => connected(bench, log, hosts, host, stop.signal), stop.signal);
      const status = statusOf(log.events());
      if (status !== "running" || outer.aborted) return status;
      await forward(bench, log, hosts, stop.signal);
    } finally {
      stop.end();
    }
  }
}

/** One step: reach the hosts, collect a round, or conclude. */
async function forward(bench: Bench, log: Log, hosts: Hosts, signal: AbortSignal): Promise<void> {
  const position = fold(log.events(), bench.catalogue);
  const unknown = position.brief.hosts.filter(({ key }) => !position.reached.has(key) && !(key in position.unreached));
  if (unknown.length > 0) return reachHosts(bench, log, hosts, unknown, signal);
  if (position.verdict !== null) {
    const { evidence } = judge(factsOf(log.events(), bench.catalogue));
    const ledgers = await closeLedgers(bench, hosts, signal);
    return log.append([...ledgers, { type: "concluded", verdict: position.verdict }], { evidence });
  }
  if (position.round === null) throw new TypeError("the machine neither wants a reading nor has a verdict");
  await round(bench, log, hosts, position, signal);
}

async function reachHosts(bench: Bench, log: Log, hosts: Hosts, unknown: readonly BriefHost[], signal: AbortSignal): Promise<void> {
  const reached = await Promise.all(unknown.map((host) => reach(bench, host, log.events(), signal)));
  if (signal.aborted) return;
  const bodies: EventBody[] = [];
  for (const one of reached) {
    if (one.asked !== null) {
      bodies.push(one.asked);
      continue;
    }
    bodies.push(await report(bench, one, signal));
    hosts.set(one.host.key, { ...one, before: "kind" in one.session ? null : await readState(bench, one.host, one.session, signal) });
  }
  if (!signal.aborted) await log.append(bodies);
}

/** What was the same before and after, per host that was reached. */
async function closeLedgers(bench: Bench, hosts: Hosts, signal: AbortSignal): Promise<readonly EventBody[]> {
  const reached = [...hosts.values()].filter(({ session }) => !("kind" in session));
  return Promise.all(
    reached.map(async ({ host, session, before }) => {
      const after = "kind" in session ? null : await readState(bench, host, session, signal);
      return compareStates(host.key, before ?? null, after);
    }),
  );
}

async function round(bench: Bench, log: Log, hosts: Hosts, position: Position, signal: AbortSignal): Promise<void> {
  const { round: wanted } = position;
  if (wanted === null) return;
  const events = log.events();
  const planned = events.findLast((event) => event.type === "roundPlanned" && event.round.number === wanted.number);
  if (planned === undefined) await log.append([{ type: "roundPlanned", round: wanted }]);
  else if (isBroken(events, wanted.number)) {
    await log.append([{ type: "roundRestarted", round: wanted.number, attempt: attemptOf(events, wanted.number) + 1, reason: "Collection was interrupted in the middle of this window, so its before and after cannot be compared. It is collected anew." }]);
    return;
  }
  for (const { host } of wanted.requests) await connected(bench, log, hosts, host, signal);
  const attempt = attemptOf(log.events(), wanted.number);
  await collectRound({ bench, log, round: wanted, attempt, hosts, signal, answered: new Set() });
}

/** True when a worker began to collect this attempt and did not finish: the log has commands of it. */
function isBroken(events: readonly InvestigationEvent[], round: number): boolean {
  const attempt = attemptOf(events, round);
  return events.some((event) => event.type === "commandStarted" && event.attempt === attempt && event.request.startsWith(`${round}.`));
}

function attemptOf(events: readonly InvestigationEvent[], round: number): number {
  const last = events.findLast((event) => event.type === "roundRestarted" && event.round === round);
  return last?.type === "roundRestarted" ? last.attempt : 1;
}

/** The held connection to a host of this investigation, opened when it is not there (after a restart of the server, or a lost link). */
async function connected(bench: Bench, log: Log, hosts: Hosts, key: string, signal: AbortSignal): Promise<Session | Failure> {
  const known = hosts.get(key);
  if (known !== undefined && !("kind" in known.session)) return known.session;
  const first = log.events()[0];
  const host = first?.type === "started" ? first.brief.hosts.find((one) => one.key === key) : undefined;
  if (host === undefined) return { kind: "internal", detail: `no host ${key} in this investigation` };
  const reached = await reach(bench, host, log.events(), signal);
  hosts.set(key, reached);
  return reached.session;
}
