import { isDeepStrictEqual, promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Prisma } from "#prisma";
import type { Evidence } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation, StoredPicture } from "../journal.ts";
import { storable } from "./append.ts";
import type { Client } from "./client.ts";
import { summarize } from "./history/summary.ts";
import { progressOf } from "./progress.ts";
import { isTaken } from "./refusal.ts";

/** A whole investigation from elsewhere, with its times and actors as they were. */
export interface ToKeep {
  readonly id: string;
  /** What was brought, then what importing it adds. */
  readonly events: readonly InvestigationEvent[];
  /** How many of them were brought. */
  readonly brought: number;
  readonly observations: readonly NewObservation[];
  readonly evidence: readonly Evidence[];
  readonly pictures?: readonly StoredPicture[];
}

/** `same`: whether the log that is here already begins with exactly what was brought. */
export type Kept =
  | { readonly kept: true; readonly number: number }
  | { readonly kept: false; readonly number: number; readonly same: boolean }
  /** Another investigation here has raw outputs of the same ids. */
  | { readonly kept: false; readonly number: null };

/** Rows of one statement; an event row has 9 values and a statement takes 65,535. */
const ROWS = 500;
const PATIENCE_MS = 120_000;

const compress = promisify(gzip);

type Read = (id: string) => Promise<readonly InvestigationEvent[]>;

/** Stores it all or nothing. What is here under this id is never touched. */
export const keep = async (client: Client, read: Read, all: ToKeep): Promise<Kept> => {
  const before = await hereAlready(client, read, all);
  if (before !== null) return before;
  const number = await write(client, all).catch((error: unknown) => (isTaken(error) ? null : Promise.reject(error as Error)));
  if (number === null) {
    // Somebody else brought it in the meantime.
    const since = await hereAlready(client, read, all);
    if (since === null) throw new Error(`${all.id} was taken, and is not here`);
    return since;
  }
  await summarize(client.pool, all.id, all.events);
  await client.pool.query("select pg_notify('culprit_events', $1)", [`${all.id} ${all.events.length}`]);
  return { kept: true, number };
};

/** Why it cannot be stored: it is here, or what it rests on is; null for neither. */
async function hereAlready(client: Client, read: Read, all: ToKeep): Promise<Kept | null> {
  const here = await client.prisma.investigation.findUnique({ where: { id: all.id }, select: { number: true } });
  if (here !== null) {
    const log = await read(all.id);
    const same = isDeepStrictEqual(plain(log.slice(0, all.brought)), plain(all.events.slice(0, all.brought)));
    return { kept: false, number: here.number, same };
  }
  const ids = all.observations.map(({ id }) => id);
  const taken = await client.pool.query("select from observation where id = any($1) limit 1", [ids]);
  return taken.rowCount === 0 ? null : { kept: false, number: null };
}

async function write(client: Client, all: ToKeep): Promise<number> {
  const observations = await Promise.all(all.observations.map((each) => observationRow(all.id, each)));
  return client.prisma.$transaction(
    async (tx) => {
      const row = await tx.investigation.create({ data: investigationRow(all), select: { number: true } });
      for (const data of parts(all.events.map((event) => eventRow(all.id, event)))) await tx.event.createMany({ data });
      for (const data of parts(observations)) await tx.observation.createMany({ data });
      for (const { sha256, type, content } of all.pictures ?? [])
        await tx.picture.create({ data: { investigationId: all.id, sha256, type, content: new Uint8Array(content) } });
      for (const data of parts(all.evidence.map((each, index) => evidenceRow(all.id, each, index + 1))))
        await tx.evidence.createMany({ data });
      return row.number;
    },
    { timeout: PATIENCE_MS, maxWait: PATIENCE_MS },
  );
}

const plain = (events: readonly InvestigationEvent[]): unknown => JSON.parse(JSON.stringify(events));

function* parts<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS);
}

const investigationRow = ({ id, events }: ToKeep): Prisma.InvestigationCreateInput => {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("the log does not begin with started");
  const progress = progressOf(events);
  const signedOff = events.findLast(({ type }) => type === "signedOff");
  const end = events.find(({ type }) => type === "concluded" || type === "stopped");
  const { runbook } = first;
  return {
    id,
    title: storable(progress.title ?? first.title),
    runbookId: storable(runbook.id),
    runbookVersion: runbook.version,
    runbook: JSON.parse(JSON.stringify(runbook)) as Prisma.InputJsonObject,
    status: progress.status ?? "running",
    verdict: progress.verdict,
    certainty: progress.certainty,
    cause: progress.cause,
    hostNames: [...new Set(hostsOf(events, true).map(({ name }) => storable(name)))],
    practice: first.practice,
    seq: events.length,
    commands: progress.commands,
    waitingFor: [],
    startedById: storable(first.actor.id),
    startedByName: storable(first.actor.name),
    createdAt: new Date(first.at),
    signedOffAt: signedOff === undefined ? null : new Date(signedOff.at),
    // A bundle says of itself who did what: nobody here saw them sign it.
    signedOffBy: signedOff === undefined ? null : `${storable(signedOff.actor.name)} (as imported)`,
    overruled: progress.signedOff?.overruled ?? null,
    // Whoever it was with elsewhere has another account here, or none.
    heldBy: progress.heldBy === null ? null : storable(progress.heldBy.name),
    endedAt: end === undefined ? null : new Date(end.at),
  };
};

const eventRow = (investigationId: string, { seq, at, actor, ...body }: InvestigationEvent): Prisma.EventCreateManyInput => ({
  investigationId,
  seq,
  type: body.type,
  body: JSON.parse(JSON.stringify(body)) as Prisma.InputJsonObject,
  actorKind: actor.kind,
  actorId: storable(actor.id),
  actorName: storable(actor.name),
  actorVia: actor.via,
  at: new Date(at),
});

const observationRow = async (investigationId: string, seen: NewObservation): Promise<Prisma.ObservationCreateManyInput> => {
  const { id, request, attempt, host, collector, args, exitCode, signal, truncated, sha256, uptimeSeconds, startedAt, durationMs } = seen;
  return {
    ...{
      investigationId,
      id,
      request,
      attempt,
      host,
      collector,
      exitCode,
      signal,
      truncated,
      sha256,
      uptimeSeconds,
      startedAt,
      durationMs,
    },
    args,
    commandLine: storable(seen.commandLine),
    bootId: seen.bootId === null ? null : storable(seen.bootId),
    stdout: new Uint8Array(await compress(seen.stdout)),
    stderr: new Uint8Array(await compress(seen.stderr)),
    stdoutBytes: seen.stdout.length,
    stderrBytes: seen.stderr.length,
  };
};

const evidenceRow = (investigationId: string, each: Evidence, n: number): Prisma.EvidenceCreateManyInput => ({
  ...{ investigationId, n, instance: each.instance, hypothesis: each.hypothesis, host: each.host, test: each.test, round: each.round },
  state: each.state,
  claim: each.claim as unknown as Prisma.InputJsonObject,
  saw: each.saw as Prisma.InputJsonValue,
  against: each.against as Prisma.InputJsonValue,
  reason: each.reason === undefined ? null : storable(each.reason),
  observations: [...each.observations],
});
