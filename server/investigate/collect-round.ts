import type { BriefHost, Collector, Failure, Moment, Request, Risk } from "#machines/contract/index.ts";
import { depthOf } from "#machines/given.ts";
import type { EventBody } from "#machines/journal/event.ts";
import type { Command, Sensor, Session } from "../ssh/transport.ts";
import { askHost, nothing, type Asked, type Tried } from "./attempt.ts";
import { commandFor } from "./command.ts";
import { liveOutput } from "./live.ts";
import { observe } from "./observe.ts";
import type { RoundRun } from "./round-run.ts";
import { quoteForShow } from "./show.ts";
import { recall, takeOver } from "./take-over.ts";
import { workOut } from "./work-out.ts";

/** Reasons that are the host's. */
const LACKS: ReadonlySet<Failure["kind"]> = new Set(["toolMissing", "denied", "absent"]);
/** How long a sensor may take to say that it is armed. Setting up a tracefs instance was measured below 0.2 s. */
const ARM_MS = 10_000;

/**
 * Collects one round: counters before, sensors armed and proven alive (those that send only once all the others are), the reproduction, sensors stopped,
 * counters after.
 * Every answer is stored before the next step begins. Returns what was read after the window, by test and host: what a next one may begin with.
 */
export async function collectRound(run: RoundRun): Promise<ReadonlyMap<string, Tried>> {
  const wanted = run.round.requests.filter(({ key }) => !run.answered.has(key));
  const derived = wanted.filter((request) => depthOf(request.collector, run.bench.catalogue) > 0);
  const open = wanted.filter((request) => !derived.includes(request));
  const at = (moment: Moment): readonly Request[] => open.filter((request) => request.moment === moment && request.test !== REPRODUCTION);
  const ways = new Map<string, number>();
  const fresh = await carryOver(run, at("before"), ways);
  await ask(run, [...fresh, ...(await takeOver(run, at("once")))], ways);
  if (run.signal.aborted) return NOTHING;
  const sensors = await arm(run, at("during"));
  await ask(
    run,
    open.filter(({ test }) => test === REPRODUCTION),
    ways,
  );
  await finish(run, sensors);
  if (run.signal.aborted) return NOTHING;
  const after = await ask(run, at("after"), ways);
  if (!run.signal.aborted) await workOutAll(run, derived);
  return new Map(after.filter((one) => failureOf(run, one) === null).map((one) => [`${one.request.test} ${one.request.host}`, one]));
}

const NOTHING: ReadonlyMap<string, Tried> = new Map();

/** Stores what was read after the window before as this one's before; returns what has to be read. */
async function carryOver(run: RoundRun, requests: readonly Request[], ways: Map<string, number>): Promise<readonly Request[]> {
  const carried = requests.flatMap((request) => {
    const tried = run.carried?.get(`${request.test} ${request.host}`);
    return tried === undefined ? [] : [{ ...tried, request }];
  });
  if (carried.length === 0) return requests;
  await run.log.append(carried.map(({ request }) => started(run, request)));
  await store(run, carried);
  for (const { request, way } of carried) ways.set(`${request.test} ${request.host}`, way);
  return requests.filter((request) => !carried.some((one) => one.request === request));
}

/** Derived readings come last: what they are worked out from is stored by now. One that rests on another one of this round comes after it. */
async function workOutAll(run: RoundRun, requests: readonly Request[]): Promise<void> {
  const { bench, log, attempt } = run;
  const { catalogue } = bench;
  await recall(run, requests);
  for (const request of requests.toSorted((a, b) => depthOf(a.collector, catalogue) - depthOf(b.collector, catalogue))) {
    const { events, observation } = workOut(log.events(), { request, attempt, catalogue, now: bench.now(), id: bench.newId() });
    await log.append(events, observation === null ? {} : { observations: [observation] });
  }
}

const REPRODUCTION = "reproduction";

async function ask(run: RoundRun, requests: readonly Request[], ways: Map<string, number>): Promise<readonly Tried[]> {
  if (requests.length === 0) return [];
  await run.log.append(requests.map((request) => started(run, request)));
  const onChunk = liveOutput(run.bench.journal, run.log.id, (key) =>
    collectorOf(
      run,
      requests.find((request) => request.key === key),
    ),
  );
  const tried = await Promise.all(
    [...new Set(requests.map(({ host }) => host))].map(async (host) => {
      const asked = requests.filter((request) => request.host === host).map((request) => toAsk(run, request, ways));
      const together = isRoot(run, host) ? "asRoot" : "byPrivilege";
      return askHost(sessionOf(run, host), asked, { judge: (one) => failureOf(run, one), signal: run.signal, onChunk, together });
    }),
  );
  if (run.signal.aborted) return [];
  for (const one of tried.flat()) ways.set(`${one.request.test} ${one.request.host}`, one.way);
  await store(run, tried.flat());
  return tried.flat();
}

/** What pre-flight saw; a login that changed since is asked more often than needed, and never given more than it has. */
const isRoot = ({ log }: RoundRun, host: string): boolean =>
  log
    .events()
    .flatMap((event) => (event.type === "hostReached" && event.facts.host === host ? [event.facts.root] : []))
    .at(-1) === true;

function toAsk(run: RoundRun, request: Request, ways: ReadonlyMap<string, number>): Asked {
  const way = request.moment === "after" ? ways.get(`${request.test} ${request.host}`) : undefined;
  const host = hostOf(run, request.host);
  return { request, collector: need(run, request), host, way: way ?? 0, onlyThisWay: way !== undefined, refused: refusalOf(run, request) };
}

interface Armed {
  readonly request: Request;
  readonly sensor: Sensor | null;
  readonly tried: Tried | null;
}

async function arm(run: RoundRun, requests: readonly Request[]): Promise<readonly Armed[]> {
  if (requests.length === 0) return [];
  const [sending, watching] = partition(requests, (request) => need(run, request).probe);
  const armed: Armed[] = [];
  // What is sent before the last one watches, on whichever host, would be missing there and look lost.
  for (const wave of [watching, sending]) {
    await run.log.append(wave.map((request) => started(run, request)));
    armed.push(...(await Promise.all(wave.map((request) => armOne(run, request)))));
  }
  return armed;
}

function partition<T>(all: readonly T[], first: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}

async function armOne(run: RoundRun, request: Request): Promise<Armed> {
  const session = sessionOf(run, request.host);
  const command = firstCommand(run, request);
  if ("kind" in command || "kind" in session) {
    const failure = "kind" in command ? command : (session as Failure);
    return { request, sensor: null, tried: { request, way: 0, command: null, answer: nothing(request.key, failure) } };
  }
  const sensor = session.sensor({ ...command, deadlineMs: command.deadlineMs + ARM_MS + windowMs(run) }, { signal: run.signal });
  const armed = await Promise.race([sensor.armed, late()]);
  if (armed === "armed") return { request, sensor, tried: null };
  const answer = await sensor.finish();
  const tried: Tried = { request, way: 0, command, answer };
  return { request, sensor: null, tried: { ...tried, answer: { ...answer, failure: answer.failure ?? whyUnarmed(run, tried) ?? armed } } };
}

/** What a sensor that never armed said of a tool or a right that it lacks. A reading it gave all the same would be a claim about time it did not watch. */
function whyUnarmed(run: RoundRun, tried: Tried): Failure | null {
  const failure = failureOf(run, tried);
  return failure !== null && LACKS.has(failure.kind) ? failure : null;
}

/** A sensor watches as long as the reproduction may run, on top of the time it needs itself. */
function windowMs(run: RoundRun): number {
  return run.round.requests.reduce((longest, request) => {
    if (request.test !== REPRODUCTION) return longest;
    const command = firstCommand(run, request);
    return "kind" in command ? longest : Math.max(longest, command.deadlineMs);
  }, 0);
}

function late(): Promise<Failure> {
  return new Promise((resolve) => setTimeout(() => resolve({ kind: "timedOut", afterMs: ARM_MS }), ARM_MS).unref());
}

async function finish(run: RoundRun, sensors: readonly Armed[]): Promise<void> {
  const [sending, watching] = partition(sensors, ({ request }) => need(run, request).probe);
  const tried: Tried[] = [];
  for (const wave of [sending, watching]) tried.push(...(await Promise.all(wave.map((one) => finishOne(run, one)))));
  if (!run.signal.aborted && tried.length > 0) await store(run, tried);
}

async function finishOne(run: RoundRun, { request, sensor, tried }: Armed): Promise<Tried> {
  if (tried !== null || sensor === null)
    return tried ?? { request, way: 0, command: null, answer: nothing(request.key, { kind: "cancelled" }) };
  const command = firstCommand(run, request);
  return { request, way: 0, command: "kind" in command ? null : command, answer: await sensor.finish() };
}

async function store(run: RoundRun, tried: readonly Tried[]): Promise<void> {
  const seen = tried.map((one) => look(run, one));
  await run.log.append(
    seen.map(({ event }) => event),
    { observations: seen.flatMap(({ observation }) => (observation === null ? [] : [observation])) },
  );
}

function look(run: RoundRun, { request, way, command, answer }: Tried): ReturnType<typeof observe> {
  const shown = command ?? { key: request.key, argv: [], privilege: "user" as const, deadlineMs: 0, maxBytes: 0 };
  return observe({ request, attempt: run.attempt, collector: need(run, request), way, command: shown, answer, id: run.bench.newId() });
}

function failureOf(run: RoundRun, tried: Tried): Failure | null {
  const { event } = look(run, tried);
  return event.type === "unavailable" ? event.failure : null;
}

function started(run: RoundRun, request: Request): EventBody {
  const collector = need(run, request);
  const command = firstCommand(run, request);
  return {
    type: "commandStarted",
    request: request.key,
    attempt: run.attempt,
    commandLine: "kind" in command ? collector.title : quoteForShow(command),
    privilege: collector.ways[0].privilege,
    risk: collector.risk,
    effects: collector.effects,
    deadlineMs: "kind" in command ? collector.deadlineMs : command.deadlineMs,
  };
}

/** Why a probe is not sent from this host; null for what only listens. */
const refusalOf = (run: RoundRun, request: Request): Failure | null =>
  SENDS.has(need(run, request).risk) ? (run.hosts.get(request.host)?.noProbes ?? null) : null;

const SENDS: ReadonlySet<Risk> = new Set<Risk>(["R2", "R3"]);

function firstCommand(run: RoundRun, request: Request): Command | Failure {
  const refused = refusalOf(run, request);
  if (refused !== null) return refused;
  const collector = need(run, request);
  return commandFor({ request, collector, way: collector.ways[0], host: hostOf(run, request.host) });
}

const collectorOf = (run: RoundRun, request: Request | undefined): Collector | undefined =>
  request === undefined ? undefined : run.bench.collectors[request.collector];

function need(run: RoundRun, request: Request): Collector {
  const collector = run.bench.collectors[request.collector];
  if (collector === undefined)
    throw new TypeError(`no collector ${request.collector}: the investigation's runbook is newer than this Culprit`);
  return collector;
}

function hostOf(run: RoundRun, key: string): BriefHost {
  const entry = run.hosts.get(key);
  if (entry === undefined) throw new TypeError(`no host ${key} in this investigation`);
  return entry.host;
}

function sessionOf(run: RoundRun, key: string): Session | Failure {
  return run.hosts.get(key)?.session ?? { kind: "internal", detail: `no host ${key}` };
}
