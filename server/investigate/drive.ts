import type { BriefHost, Failure, Round } from "#machines/contract/index.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { hostsOf, lookOf } from "#machines/journal/brief.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";
import type { Session } from "../ssh/transport.ts";
import { CULPRIT, type Bench } from "./bench.ts";
import { askPerson, asksPerson } from "./ask-person.ts";
import { collectRound } from "./collect-round.ts";
import { fold } from "./fold.ts";
import { goOn, refusedNow } from "./go-on.ts";
import { hostLoad } from "../ssh/load.ts";
import { compareStates, readState } from "./ledger.ts";
import { lend } from "./let-go.ts";
import { openLog } from "./log.ts";
import { lookOut } from "./lookout.ts";
import { isPatient, restsStill } from "./patient.ts";
import { behind, reach, report } from "./reach.ts";
import { carryOut, type Ways } from "../intervene/carry-out.ts";
import { whileUnderWay } from "../metrics/tally.ts";
import { propose } from "../intervene/propose.ts";
import { workOf } from "./rest.ts";
import { runAsked } from "./run-asked.ts";
import type { Hosts, Scene } from "./scene.ts";
import { keysAsked, statusOf, type Status } from "./status.ts";
import { stopSignal } from "./stop-signal.ts";
import { watchOf } from "./watch-time.ts";

/**
 * Takes an investigation from where its log stands as far as it goes without a person: to the verdict, a question, a pause or a stop.
 * Can be killed at any moment and called again: what the log holds is never collected twice, a broken window is collected anew.
 * @throws Fenced when another worker took over
 */
export async function drive(bench: Bench, id: string, how: Drive): Promise<Status> {
  const { transport, letGo } = lend(bench.transport);
  try {
    return await advance({ ...bench, transport }, id, how);
  } finally {
    await letGo();
  }
}

interface Drive {
  readonly lease: string;
  readonly signal: AbortSignal;
}

async function advance(bench: Bench, id: string, { lease, signal: outer }: Drive): Promise<Status> {
  const log = await openLog(bench.journal, id, lease);
  const hosts: Hosts = new Map();
  const meter: NonNullable<Scene["meter"]> = { from: null };
  for (;;) {
    await log.refresh();
    const stop = stopSignal(log, outer);
    const scene: Scene = { bench, log, hosts, signal: stop.signal, meter };
    try {
      if (log.events().some(({ type }) => type === "imported")) return statusOf(log.events());
      await runAsked(scene, (host, who) => admitted(scene, host, who));
      const status = statusOf(log.events());
      // Before anything else, and also of an investigation that is over: what was changed on a host is undone.
      await carryOut({ ...scene, signal: outer }, waysOf({ ...scene, signal: outer }));
      if (status === "stopped" && !outer.aborted) await settle({ ...scene, signal: outer });
      if (status === "concluded" && !outer.aborted) await goOn({ ...scene, signal: outer });
      if ((status !== "running" && !hasComer(status, log.events())) || outer.aborted) return status;
      await forward(scene);
    } finally {
      stop.end();
    }
  }
}

/** A host came while a person is asked something: it is looked at meanwhile. */
const hasComer = (status: Status, events: readonly InvestigationEvent[]): boolean =>
  status === "waiting" && keysAsked(events).size === 0 && hostsOf(events).some(({ key }) => lookOf(events, key) === "looking");

/** A stopped investigation ends with the same proof as one that came to a verdict: what it left as it was. */
async function settle(scene: Scene): Promise<void> {
  const ledgers = await closeLedgers(scene);
  if (ledgers.length > 0) await scene.log.append(ledgers);
}

/** One step: reach the hosts, collect a round, or conclude. */
async function forward(scene: Scene): Promise<void> {
  const { bench, log } = scene;
  const position = fold(log.events(), bench.catalogue);
  const unknown = position.brief.hosts.filter(({ key }) => !position.reached.has(key) && !(key in position.unreached));
  if (unknown.length > 0) return reachHosts(scene, unknown);
  if (position.verdict !== null) {
    const { evidence } = judge(factsOf(log.events(), bench.catalogue));
    const ledgers = await closeLedgers(scene);
    const end: readonly EventBody[] = [...ledgers, { type: "concluded", verdict: position.verdict }];
    // A host that somebody adds before it is written down is looked at first.
    while (!(await log.appendUnmoved(end, { evidence })))
      // Whoever pauses it just then wants nothing to follow, and a watch would go on.
      if (statusOf(log.events()) === "paused" || fold(log.events(), bench.catalogue).verdict === null) return;
    return propose(scene, position.verdict, (host) => connected(scene, host));
  }
  if (position.round === null) throw new TypeError("the machine neither wants a reading nor has a verdict");
  await collect(scene, position.round);
}

async function reachHosts({ bench, log, hosts, signal, meter }: Scene, unknown: readonly BriefHost[]): Promise<void> {
  if (await restsStill({ bench, log, signal })) return;
  const refused = isPart(log.events()) ? await refusedNow({ bench, log }) : null;
  if (refused !== null) return log.append([{ type: "stopped", reason: refused }]);
  const reached = await Promise.all(
    unknown.map((host) => reach(bench, host, { events: log.events(), signal, who: behind(log.events(), host.key) })),
  );
  if (signal.aborted) return;
  if (await isPatient({ bench, log, signal }, reached)) return;
  const [first] = log.events();
  const practice = first?.type === "started" && first.practice;
  const bodies: EventBody[] = [];
  for (const one of reached) {
    if (one.asked !== null) {
      bodies.push(one.asked);
      continue;
    }
    bodies.push(await report(bench, one, { signal, practice }));
    hosts.set(one.host.key, one);
  }
  if (!signal.aborted) await log.append(bodies);
  const watched = first?.type === "started" && first.brief.watchEach === true;
  if (watched && meter?.from === null) meter.from = { at: bench.now().getTime(), work: await workOf(hosts, signal) };
}

/** It was begun by a watch that went on, and its hosts may have rested for an hour since. */
const isPart = ([first]: readonly InvestigationEvent[]): boolean => first?.type === "started" && first.watch !== undefined;

/** What was the same before and after, for each host whose state was read when it was reached. From the log, so that it survives a restart. */
async function closeLedgers(scene: Scene): Promise<readonly EventBody[]> {
  const events = scene.log.events();
  const hosts = hostsOf(events, true);
  const closed = new Set(events.flatMap((event) => (event.type === "ledger" ? [event.host] : [])));
  const open = events.flatMap((event) => (event.type === "hostReached" && !closed.has(event.facts.host) ? [event.facts] : []));
  return Promise.all(
    open.map(async ({ host: key, state = null }) => {
      const host = hosts.find((one) => one.key === key);
      const session = await connected(scene, key);
      const { bench, signal } = scene;
      if (host === undefined || "kind" in session) return compareStates(key, state, null);
      // What a practice host would say was recorded once.
      const real = state !== null && "rules" in state;
      const [after, load1] = await Promise.all([
        readState({ bench, host, session, signal }, { rules: real }),
        real ? hostLoad(session, { signal }) : undefined,
      ]);
      return { ...compareStates(key, state, after), ...(load1 === undefined ? {} : { load1 }) };
    }),
  );
}

async function collect(scene: Scene, round: Round): Promise<void> {
  const { bench, log, hosts, signal } = scene;
  const events = log.events();
  const planned = events.some((event) => event.type === "roundPlanned" && event.round.number === round.number);
  if (asksPerson(events, round)) {
    const written = events.some((event) => event.type === "asked" && round.requests.some(({ key }) => key === event.request));
    return written ? undefined : askPerson(scene, round, planned);
  }
  if (planned && isBroken(events, round.number)) return log.append([restarted(events, round.number)]);
  if (!planned) await log.append([{ type: "roundPlanned", round }]);
  await forgetLost(hosts);
  await admitAll(scene, round);
  const run = { bench, log, round, attempt: attemptOf(log.events(), round.number), hosts, signal, answered: new Set<string>() };
  const watch = round.reproduction ? watchOf(log.events()) : null;
  if (watch === null || bench.now().getTime() >= watch.until) return void (await collectRound(run));
  const reconnect = async (): Promise<void> => {
    await forgetLost(hosts);
    await admitAll(scene, round);
  };
  await whileUnderWay("watches", () => lookOut(run, watch, reconnect));
}

const waysOf = (scene: Scene): Ways => ({
  connect: (host) => connected(scene, host),
  alone: (host) => connectedAlone(scene, host),
  admit: (host) => admitted(scene, host, behind(scene.log.events(), host)),
});

async function admitAll(scene: Scene, { requests }: Round): Promise<void> {
  for (const host of new Set(requests.map((request) => request.host))) await admitted(scene, host, behind(scene.log.events(), host));
}

/** The connection to a host for what this person wants to know there. It is asked each time: what was granted can be taken back while an investigation runs. */
async function admitted(scene: Scene, key: string, who: Actor): Promise<Session | Failure> {
  const { bench, hosts } = scene;
  const session = await connected(scene, key);
  const host = hosts.get(key)?.host;
  if (host === undefined || "kind" in session) return session;
  const way = await bench.destinationOf(host, who);
  const open = "kind" in way && way.kind === "notGranted" ? way : session;
  hosts.set(key, { host, session: open, noProbes: (await bench.noProbes?.(host, who)) ?? null });
  return open;
}

/** Connections that are gone are opened anew when they are asked for next. */
async function forgetLost(hosts: Hosts): Promise<void> {
  for (const [key, { session }] of hosts) if ("kind" in session || (await isGone(session))) hosts.delete(key);
}

const isGone = (session: Session): Promise<boolean> =>
  Promise.race([session.closed.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);

function restarted(events: readonly InvestigationEvent[], round: number): EventBody {
  const reason =
    "Collection was interrupted in the middle of this window, so its before and after cannot be compared. It is collected anew.";
  return { type: "roundRestarted", round, attempt: attemptOf(events, round) + 1, reason };
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

/** The held connection to a host of this investigation, whoever is behind it, opened when it is not there (after a restart of the server, or a lost link). */
async function connected({ bench, log, hosts, signal }: Scene, key: string): Promise<Session | Failure> {
  const known = hosts.get(key);
  if (known !== undefined && !("kind" in known.session) && !(await isGone(known.session))) return known.session;
  const host = hostNamed(log.events(), key);
  if (host === undefined) return noHost(key);
  const reached = await reach(bench, host, { events: log.events(), signal, who: CULPRIT });
  hosts.set(key, reached);
  return reached.session;
}

/** A login of its own, made now. Its key was approved before: nobody is asked. */
async function connectedAlone({ bench, log, signal }: Scene, key: string): Promise<Session | Failure> {
  const host = hostNamed(log.events(), key);
  if (host === undefined) return noHost(key);
  const destination = await bench.destinationOf(host, CULPRIT);
  if ("kind" in destination) return destination;
  return bench.transport.connect(destination, { onUnknownKey: () => Promise.resolve("refuse"), signal, alone: true });
}

/** Also one that was withdrawn as it was being reached: what was read there is compared in the end like anywhere. */
const hostNamed = (events: readonly InvestigationEvent[], key: string): BriefHost | undefined =>
  hostsOf(events, true).find((one) => one.key === key);

const noHost = (key: string): Failure => ({ kind: "internal", detail: `no host ${key} in this investigation` });
