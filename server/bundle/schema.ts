import { z } from "zod";
import type { EventType } from "#machines/journal/event.ts";
import { PICTURE_LIMITS, PICTURE_TYPES } from "#machines/journal/picture.ts";
import { shown, shownName } from "./shown-schema.ts";
import { watchEntries, watchPart } from "./watch-schema.ts";

/** A day's watch writes some ten thousand. */
export const MOST_ENTRIES = 200_000;

const name = z.string().min(1).max(200);
const said = z.string().optional();
const count = z.number().int().min(0);
const when = z.iso.datetime();
const record = z.record(z.string(), z.unknown());
const strings = z.record(z.string(), z.string());

const output = z.union([z.string(), z.strictObject({ base64: z.base64() })]);

export const observationSchema = z.looseObject({
  id: z.string().regex(/^[\w.:-]{1,64}$/),
  request: name,
  attempt: count,
  host: name,
  collector: name,
  commandLine: z.string(),
  args: strings,
  stdout: output,
  stderr: output,
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  truncated: z.boolean(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bootId: z.string().nullable(),
  uptimeSeconds: z.number().nullable(),
  startedAt: when,
  durationMs: z.number(),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Of a note. The bytes stand in `pictures` of the bundle, under the same hash. */
const picture = z.looseObject({
  sha256,
  type: z.enum(PICTURE_TYPES),
  bytes: count.max(PICTURE_LIMITS.bytes),
  width: count.min(1).max(PICTURE_LIMITS.side),
  height: count.min(1).max(PICTURE_LIMITS.side),
  alt: z.string().max(PICTURE_LIMITS.alt).optional(),
});

export const pictureSchema = z.strictObject({ sha256, base64: z.base64() });

const failure = z.looseObject({ kind: name });
const reading = z.looseObject({ fields: record, tables: z.record(z.string(), z.array(z.looseObject({ key: z.string() }))).optional() });
const facts = z.looseObject({
  observation: name,
  commandLine: z.string(),
  privilege: z.enum(["user", "sudo"]),
  startedAt: when,
  durationMs: z.number(),
  stdoutBytes: count,
  stderrBytes: count,
  truncated: z.boolean(),
  sha256: z.string(),
  taken: z.looseObject({ bootId: z.string().nullable(), uptimeSeconds: z.number().nullable() }),
  head: z.string(),
  lines: count,
});

const runbook = z.looseObject({
  id: name,
  version: count,
  title: z.string(),
  symptoms: z.array(z.string()),
  roles: z.record(z.string(), z.looseObject({ title: z.string() })),
  inputs: z.record(z.string(), z.looseObject({ title: z.string(), type: z.string() })),
  measures: z.record(z.string(), z.looseObject({ title: z.string(), missing: z.looseObject({ field: name }) })),
  hypotheses: z.record(
    z.string(),
    z.looseObject({
      claim: z.string(),
      at: z.array(z.string()),
      advice: record,
      alert: z.looseObject({ needs: z.array(z.string()).optional() }),
      lookAlikes: z.array(record),
    }),
  ),
  tests: z.array(
    z.looseObject({
      id: name,
      collect: name,
      on: z.array(z.string()),
      phase: z.string(),
      when: z.enum(["around", "during", "once"]),
      predicts: z.record(z.string(), z.array(z.looseObject({ field: name, is: z.string(), strength: z.string() }))),
    }),
  ),
});

const host = z.looseObject({ key: name, role: name, name: shownName, address: z.string() });
const brief = z.looseObject({ hosts: z.array(host).min(1).max(64), inputs: strings });

/** What an investigation began from, where it was an alert. */
const told = { name: z.string(), startsAt: when, labels: strings, annotations: strings };
const alert = z.looseObject({ ...told, generatorUrl: z.string(), same: count });

const request = z.looseObject({
  key: name,
  test: name,
  collector: name,
  host: name,
  moment: z.enum(["once", "before", "during", "after"]),
  args: strings,
});
const round = z.looseObject({
  number: count,
  phase: z.string(),
  choice: z.looseObject({ test: name, riders: z.array(z.string()) }),
  reproduction: z.boolean(),
  requests: z.array(request),
});
const verdict = z.looseObject({
  kind: z.enum(["cause", "several", "noneOfThese", "undetermined", "symptomAbsent"]),
  say: z.string(),
  causes: z.array(
    z.looseObject({
      id: name,
      instance: name,
      certainty: z.enum(["confirmed", "established", "suspected"]),
      because: z.string(),
      object: record,
    }),
  ),
  contributing: z.array(z.looseObject({ id: name, instance: name })),
  triggers: z
    .array(
      z.looseObject({
        kind: z.enum(["said", "changed", "restarted"]),
        say: z.string(),
        host: name.optional(),
        secondsAgo: z.number().optional(),
      }),
    )
    .optional(),
  remains: z.array(z.looseObject({ rest: name, say: z.string(), host: name, leadsTo: name.optional() })).optional(),
  hides: z.array(z.looseObject({ hide: name, say: z.string(), host: name, instances: z.array(name) })).optional(),
  standings: z.array(z.looseObject({ instance: name, standing: z.enum(["open", "supported", "refuted"]), evidence: z.array(record) })),
  missing: z.array(record),
  symptom: z.array(record),
  wouldDecide: z.array(z.string()),
});

const actor = z.looseObject({
  kind: z.enum(["person", "culprit"]),
  id: shownName,
  name: shownName,
  via: z.enum(["page", "cli", "api", "worker"]),
});

/** What every entry has, whatever happened. */
const entry = { seq: count, at: when, actor };

/** A log's entries as far as something here relies on them. A kind that this Culprit does not know is refused: it may change the judgement. */
export const eventSchema = z.discriminatedUnion("type", [
  z.looseObject({
    ...entry,
    type: z.literal("started"),
    title: shown,
    runbook,
    brief,
    practice: z.boolean(),
    alert: alert.optional(),
    watch: watchPart.optional(),
  }),
  z.looseObject({
    ...entry,
    type: z.literal("hostReached"),
    facts: z.looseObject({ host: name, kernel: z.string(), hostname: z.string(), user: z.string(), tools: record }),
  }),
  z.looseObject({ ...entry, type: z.literal("hostFailed"), host: name, failure }),
  z.looseObject({
    ...entry,
    type: z.literal("hostKeyAsked"),
    host: name,
    address: z.string(),
    algorithm: z.string(),
    fingerprint: z.string(),
  }),
  z.looseObject({ ...entry, type: z.literal("hostKeyAnswered"), host: name, fingerprint: z.string(), approved: z.boolean() }),
  z.looseObject({ ...entry, type: z.literal("hostAdded"), host }),
  z.looseObject({ ...entry, type: z.literal("hostWithdrawn"), host: name }),
  z.looseObject({ ...entry, type: z.literal("roundPlanned"), round }),
  z.looseObject({
    ...entry,
    type: z.literal("commandStarted"),
    request: name,
    attempt: count,
    commandLine: z.string(),
    effects: z.array(z.string()),
  }),
  z.looseObject({ ...entry, type: z.literal("observed"), request: name, attempt: count, facts, reading }),
  z.looseObject({ ...entry, type: z.literal("unavailable"), request: name, attempt: count, failure, facts: facts.optional() }),
  z.looseObject({ ...entry, type: z.literal("roundRestarted"), round: count, attempt: count, reason: z.string() }),
  ...watchEntries(entry),
  z.looseObject({ ...entry, type: z.literal("runAsked"), request: name, collector: name, host: name }),
  z.looseObject({
    ...entry,
    type: z.literal("noted"),
    text: z.string(),
    pictures: z.array(picture).max(PICTURE_LIMITS.perNote).optional(),
    replaces: count.optional(),
  }),
  z.looseObject({ ...entry, type: z.literal("titled"), title: shown }),
  z.looseObject({
    ...entry,
    type: z.literal("reviewNoted"),
    text: z.string(),
    about: count.optional(),
    pictures: z.array(picture).max(PICTURE_LIMITS.perNote).optional(),
  }),
  z.looseObject({ ...entry, type: z.literal("signedOff"), judgement: z.enum(["agreed", "overruled"]), reason: z.string().optional() }),
  z.looseObject({ ...entry, type: z.literal("paused") }),
  z.looseObject({ ...entry, type: z.literal("resumed"), reason: z.string() }),
  z.looseObject({ ...entry, type: z.literal("skipped"), test: name }),
  z.looseObject({ ...entry, type: z.literal("unskipped"), test: name }),
  z.looseObject({
    ...entry,
    type: z.literal("asked"),
    request: name,
    host: name,
    question: z.string(),
    where: z.string(),
    choices: strings,
  }),
  z.looseObject({
    ...entry,
    type: z.literal("answered"),
    request: name,
    answer: z.union([z.strictObject({ choice: name }), z.null()]),
    from: z.looseObject({ investigation: name, by: z.string() }).optional(),
  }),
  z.looseObject({ ...entry, type: z.literal("handedOver"), to: shownName, person: z.literal(true).optional(), text: said, account: said }),
  z.looseObject({
    ...entry,
    type: z.literal("outputsRemoved"),
    outputs: count,
    bytes: count,
    olderThanDays: count,
    pictures: z.array(sha256).optional(),
  }),
  z.looseObject({ ...entry, type: z.literal("imported") }),
  z.looseObject({ ...entry, type: z.literal("stopped"), reason: z.string() }),
  z.looseObject({
    ...entry,
    type: z.literal("ledger"),
    host: name,
    checks: z.array(z.looseObject({ what: z.string(), detail: z.string() })),
    load1: z.number().nullable().optional(),
  }),
  z.looseObject({
    ...entry,
    type: z.literal("changeProposed"),
    proposal: z.looseObject({
      id: name,
      hypothesis: name,
      instance: name,
      host: name,
      change: name,
      before: z.string(),
      after: z.string(),
    }),
  }),
  z.looseObject({ ...entry, type: z.literal("changeApproved"), id: name }),
  z.looseObject({ ...entry, type: z.literal("changeDeclined"), id: name, reason: z.string() }),
  z.looseObject({ ...entry, type: z.literal("changeBegun"), id: name, token: name, until: when }),
  z.looseObject({ ...entry, type: z.literal("changeMade"), id: name, value: z.string() }),
  z.looseObject({ ...entry, type: z.literal("changeFailed"), id: name, failure }),
  z.looseObject({ ...entry, type: z.literal("changeUndone"), id: name, value: z.string() }),
  z.looseObject({ ...entry, type: z.literal("changeStuck"), id: name, value: z.string().nullable(), failure }),
  z.looseObject({ ...entry, type: z.literal("changeJudged"), id: name, compared: record }),
  z.looseObject({ ...entry, type: z.literal("changeKeepAsked"), id: name }),
  z.looseObject({ ...entry, type: z.literal("changeKept"), id: name, value: z.string() }),
  z.looseObject({ ...entry, type: z.literal("concluded"), verdict }),
]);

/** All around the entries and outputs, which are looked at one by one (server/bundle/form.ts). */
export const bundleSchema = z.looseObject({
  format: z.string(),
  version: count,
  exportedAt: when,
  investigation: z.looseObject({ id: z.string().regex(/^[\w-]{1,64}$/), number: count.nullable() }),
  events: z.array(z.unknown()).min(1).max(MOST_ENTRIES),
  observations: z.array(z.unknown()).max(MOST_ENTRIES),
  pictures: z.array(z.unknown()).max(MOST_ENTRIES).optional(),
  seal: z.string(),
});

/** Every kind of entry that a log can have is in the schema: a new one is added there, or this line does not compile. */
export type Covered = EventType extends z.infer<typeof eventSchema>["type"] ? true : never;
true satisfies Covered;
