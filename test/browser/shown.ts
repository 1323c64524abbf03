import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { BrowserContext } from "playwright-core";
import { parse } from "#collectors";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { hashOfPassword } from "#server/access/password.ts";
import { hashOfToken, newToken } from "#server/access/token.ts";
import { newLink } from "#server/door/people.ts";
import type { NewObservation } from "#server/journal.ts";
import { DATABASE_VARIABLE, web } from "#server/web.ts";
import { seed } from "../bench/history/seed.ts";
import { caseLog, type CaseLog } from "../app/case-log.ts";
import { CULPRIT, makeLog, PERSON } from "../app/log.ts";
import { output, recording } from "../collectors/recording.ts";
import { actorOf, STATES } from "./changes.ts";
import type { Shown } from "./places.ts";
import { FIRED, seedAlerts } from "./shown-alerts.ts";
import { askingLog } from "./shown-asks.ts";
import { answering } from "./shown-host.ts";
import { wideLog } from "./shown-path.ts";
import { seedSweeps } from "./shown-sweeps.ts";
import { seedWatch, type Watched } from "./shown-watch.ts";

/** What the pictures are taken of, besides what the tests need. */
export interface Seeded extends Shown, Watched {
  readonly drawn: string;
  readonly hidden: string;
  readonly undecided: string;
  readonly absent: string;
  readonly looked: string;
  readonly paused: string;
  readonly asked: string;
  /** Ended with a cause that hides others and of which it is told what may have set it off; handed over to who looks at the pictures. */
  readonly behind: string;
  /** Runs; people say much in it. */
  readonly noted: string;
  /** A person is asked something, once more in one that is paused. */
  readonly asking: string;
  readonly askingPaused: string;
  /** Likewise about the switch port of a bond, in the words of its runbook. */
  readonly askingBond: string;
  /** Thirty interfaces between its guests. */
  readonly wide: string;
  /** A host that answers and whose key nobody has approved yet. */
  readonly reached: string;
  readonly impossible: string;
  readonly host: string;
  /** Sweeps: ended, going on, stopped. */
  readonly sweep: string;
  readonly sweeping: string;
  readonly sweepStopped: string;
  readonly broken: string;
  /** Path of an invitation that counts. */
  readonly invitation: string;
  /** By the name of the state. */
  readonly changes: Readonly<Record<string, string>>;
  /** Ends the host that answers. */
  end(): Promise<void>;
}

export const PASSWORD = "correct horse battery";

const tokens = new Map<string, string>();

/** Signs somebody in without a form. */
export async function enter(context: BrowserContext, url: string, login: string): Promise<void> {
  const value = tokens.get(login) ?? (await session(login));
  tokens.set(login, value);
  await context.addCookies([{ name: "culprit-session", value, url }]);
}

async function session(login: string): Promise<string> {
  const { access } = (await web()).store;
  const account = await access.accounts.byLogin(login);
  const token = newToken();
  const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
  await access.sessions.open({ accountId: account?.id ?? "", tokenHash: hashOfToken(token), address: "192.0.2.9", agent });
  return token;
}

export async function seedPeople(): Promise<void> {
  const { accounts } = (await web()).store.access;
  const passwordHash = await hashOfPassword(PASSWORD);
  await accounts.create({ login: "ines", name: "Ines Aydin", roles: ["admin"], passwordHash });
  await accounts.create({ login: "ben", name: "Ben Okafor", roles: ["responder"], passwordHash });
  await accounts.create({ login: "ada", name: "Ada Byron", roles: ["viewer"] });
}

/** Ends, or is where it is, so many minutes before now. */
async function put({ events, observations = [] }: Partial<CaseLog> & Pick<CaseLog, "events">, minutesAgo: number, title?: string) {
  const id = randomUUID();
  const by = Date.now() - minutesAgo * 60_000 - Date.parse(events.at(-1)?.at ?? "");
  const moved = events.map((event): InvestigationEvent => ({
    ...(event.type === "started" && title !== undefined ? { ...event, title } : event),
    at: new Date(Date.parse(event.at) + by).toISOString(),
  }));
  await (await web()).store.keep({ id, events: moved, brought: 0, observations, evidence: [] });
  return id;
}

/** One more thing in the log, as a worker writes it: the lists say that it waits. */
const waiting = (id: string, question?: EventBody): Promise<string> =>
  appended(
    id,
    CULPRIT,
    question ?? {
      type: "hostKeyAsked",
      host: "gateway",
      address: "192.0.2.1:22",
      algorithm: "ssh-ed25519",
      fingerprint: FINGERPRINT,
    },
  );

/** The lists say so too; what is brought with its log is with nobody here. */
const handedToInes = async (id: string, text: string): Promise<string> => appended(id, PERSON, await toInes(text));

async function appended(id: string, actor: Actor, body: EventBody): Promise<string> {
  const written = await (await web()).store.journal.append(id, { expected: null, events: [{ body, actor }] });
  if (!written.ok) throw new Error(`it was not taken: ${written.why}`);
  return id;
}

const then = (events: readonly InvestigationEvent[], ...bodies: readonly EventBody[]): readonly InvestigationEvent[] => [
  ...events,
  ...bodies.map((body, n) => ({
    ...body,
    seq: events.length + n + 1,
    at: events.at(-1)?.at ?? "",
    actor: body.type === "hostKeyAsked" ? CULPRIT : PERSON,
  })),
];

const FINGERPRINT = "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M";

/** To who looks at the pictures. */
async function toInes(text: string): Promise<EventBody> {
  const ines = await (await web()).store.access.accounts.byLogin("ines");
  return { type: "handedOver", to: "Ines Aydin", person: true, text, ...(ines && { account: ines.id }) };
}

/** What people say of it: at its start, in a note that its author put right, and to whom they hand it over. */
async function behindLog(): Promise<CaseLog> {
  const { events, observations } = caseLog("new-connections-time-out", "gateway-conntrack-full");
  const told = events.map((event) =>
    event.type === "started"
      ? {
          ...event,
          alert: FIRED,
          brief: { ...event.brief, changed: "the new balancer in front of the shop.", since: "Thursday, about noon" },
        }
      : event.type === "ledger"
        ? { ...event, load1: 1.9 }
        : event,
  );
  const notes = ["The table was at 65,536 entires since noon.", "The table was at 65,536 entries since noon."];
  return {
    observations,
    events: then(
      told,
      { type: "noted", text: notes[0] ?? "" },
      { type: "noted", text: notes[1] ?? "", replaces: told.length + 1 },
      await toInes("Please raise the limit after six."),
    ),
  };
}

/** Twelve weeks of a team, what it has found lately and what it is at now. Hosts are added as people do: that is recorded. */
export async function seedWork(by: BrowserContext, url: string): Promise<Seeded> {
  await seed(JSON.parse(process.env[DATABASE_VARIABLE] ?? "{}") as pg.ClientConfig, { count: 214, days: 84, now: Date.now() - 3_600_000 });
  const { access } = (await web()).store;
  const add = async (host: object): Promise<string> => (await post(by, { url, path: "hosts", data: { do: "addHost", ...host } })).id ?? "";
  const host = await add({ name: "cmp-7", address: "192.0.2.27", user: "culprit" });
  await post(by, { url, path: "hosts", data: { do: "editHost", id: host, labels: ["compute", "rack 12"] } });
  await add({ name: "net-1", address: "192.0.2.210", group: "region-1" });
  await add({ name: "lb-a", address: "2001:db8::12", port: 2222 });
  const { privateKey, end, ...answers } = await answering();
  const reached = await add({ name: "lab-1", ...answers });
  if (privateKey !== undefined) await post(by, { url, path: "hosts", data: { do: "keepKey", host: "lab-1", privateKey } });
  await keepViews(by, url);
  const running = makeLog({ rounds: 1 });
  const note: EventBody = { type: "reviewNoted", text: "The pair of softnet and probes settles it here. Captures could wait.", about: 12 };
  const concluded = caseLog("small-packet-loss", "backlog-overflow");
  await snapshots();
  await seedAlerts();
  return {
    concluded: await put({ ...concluded, events: then(concluded.events, note) }, 42, "Loss to tenant routers"),
    hidden: await put(caseLog("large-packets-vanish", "gre-overhead"), 95, "web-04 half works, ssh hangs"),
    undecided: await put(caseLog("small-packet-loss", "blind-softnet"), 300, "Voice gaps between two sites"),
    absent: await put(caseLog("small-packet-loss", "healthy"), 500, "Customer reports loss, none seen"),
    looked: await put(caseLog("first-look", "udp-buffer"), 700, "Telemetry has holes"),
    impossible: await put({ events: makeLog() }, 800, "Loss to tenant routers, gateway not readable"),
    drawn: await put(caseLog("large-packets-vanish", "bridge-mtu", { rounds: 2 }), 0.2, "Uploads stall on cmp-9"),
    running: await put({ events: running }, 0.1, "Loss to tenant routers, again"),
    noted: await put({ events: running }, 2, "Loss to tenant routers since noon"),
    asking: await waiting(await put({ events: askingLog().slice(0, -1) }, 6, "Voice gaps in office 2"), askingLog().at(-1)),
    askingBond: await put(caseLog("bond-or-lacp-churn", "lossy-capture"), 9, "LACP of web-13 has one leg"),
    askingPaused: await put({ events: then(askingLog(), { type: "paused" }) }, 200, "Voice gaps in office 3"),
    behind: await put(await behindLog(), 75, "Logins to the shop time out"),
    wide: await put(wideLog(), 60, "Copies between two guests stall"),
    reached,
    paused: await handedToInes(
      await put({ events: then(running, { type: "paused" }) }, 12, "Slow volume attach in zone B"),
      "Nobody answers at the storage team before eight.",
    ),
    asked: await waiting(await put({ events: running.slice(0, 3) }, 41, "VIP flaps between two balancers")),
    broken: await put(
      { events: running.map((event) => (event.type === "roundPlanned" ? { ...event, round: {} as typeof event.round } : event)) },
      900,
    ),
    host,
    ...(await seedSweeps()),
    ...(await seedWatch()),
    invitation: new URL(await newLink(access, (await access.accounts.byLogin("ada"))?.id ?? null)).href.replace(/^https?:\/\/[^/]+/u, ""),
    changes: {},
    end,
  };
}

async function keepViews(by: BrowserContext, url: string): Promise<void> {
  await post(by, {
    url,
    path: "views",
    data: { do: "saveView", name: "Loss, undetermined", query: "type=small-packet-loss&outcome=undetermined" },
  });
  await post(by, { url, path: "views", data: { do: "saveView", name: "Overlay, this quarter", query: "type=large-packets-vanish" } });
}

interface Posted {
  readonly url: string;
  readonly path: string;
  readonly data: object;
}

async function post(by: BrowserContext, { url, path, data }: Posted): Promise<{ readonly id?: string }> {
  const answer = await by.request.post(`${url}/api/v1/${path}`, { data, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as { readonly id?: string };
}

/** Changes that are red show themselves on every page: they come when the other pictures are taken. */
export async function seedChanges(): Promise<Readonly<Record<string, string>>> {
  const made: Record<string, string> = {};
  for (const [state, bodies] of Object.entries(STATES)) {
    const id = await put({ events: makeLog() }, 5);
    // What a change leaves red is told everywhere only if it was written here: what is brought with its log is red elsewhere.
    for (const body of bodies) await appended(id, actorOf(body), body);
    made[state] = id;
  }
  return made;
}

/** Two looks at one host, a day apart, of which one setting differs. */
async function snapshots(): Promise<void> {
  const { stdout } = recording("snapshot", "debian12.txt");
  const log = makeLog();
  const reached = log.findIndex(({ type }) => type === "observed");
  const seen = log[reached];
  const key = log[0]?.type === "started" ? (log[0].brief.hosts[0]?.key ?? "") : "";
  for (const [hours, text] of [
    [30, stdout],
    [6, stdout.replace(/^core\/somaxconn:.*$/mu, "core/somaxconn:128")],
  ] as const) {
    const reading = parse("snapshot", 0, output(text));
    if (seen?.type !== "observed" || "kind" in reading) throw new Error("the recording is not read");
    const request = `1.snapshot.${key}.once`;
    const id = randomUUID();
    const startedAt = new Date(Date.now() - hours * 3_600_000);
    const observation: NewObservation = {
      ...{ id, request, attempt: 1, host: key, collector: "snapshot", commandLine: "invented", args: {}, stderr: Buffer.alloc(0) },
      ...{ stdout: Buffer.from(text), exitCode: 0, signal: null, truncated: false, sha256: "0".repeat(64), bootId: null },
      ...{ uptimeSeconds: null, startedAt, durationMs: 4 },
    };
    const event: InvestigationEvent = {
      ...seen,
      request,
      facts: { ...seen.facts, observation: id, startedAt: startedAt.toISOString() },
      reading,
    };
    await put(
      { events: then([...log.slice(0, reached), event], { type: "stopped", reason: "" }), observations: [observation] },
      hours * 60,
      "A first look",
    );
  }
}
