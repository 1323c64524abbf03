import { z } from "zod";
import { WATCH_SECONDS } from "#machines/contract/index.ts";
import type { Recheck } from "../bundle/recheck.ts";
import type { Removed } from "../store/retention.ts";
import { alertActions } from "./alert-action.ts";
import { answerAction } from "./answer-action.ts";
import { groupActions } from "./group-action.ts";
import { address, hostActions, port, user } from "./host-action.ts";
import { noteActions } from "./note-action.ts";
import { peopleActions } from "./people-action.ts";
import { sweepActions } from "./sweep-action.ts";
import { id, named, word } from "./word.ts";

const text = (most: number) => z.string().trim().pipe(named(most));

/** A host and the role that it takes. */
const hostSchema = z.strictObject({
  role: word(40),
  name: word(80).optional(),
  address: text(255),
  port: port.optional(),
  user: user.optional(),
  netns: text(64).optional(),
});

export const briefSchema = z.strictObject({
  hosts: z.array(hostSchema).min(1).max(16),
  inputs: z.record(z.string().max(60), z.string().max(2_000)).default({}),
  since: z.string().trim().max(200).optional(),
  changed: z.string().trim().max(2_000).optional(),
  watchSeconds: z.number().int().min(WATCH_SECONDS.least).max(WATCH_SECONDS.most).optional(),
  /** Each time the symptom shows is judged, until the time is up. */
  watchEach: z.literal(true).optional(),
});

export type HostDraft = z.infer<typeof hostSchema>;
export type BriefDraft = z.infer<typeof briefSchema>;

/** Everything that a person can do, through the page, the command line or the API. Nothing changes an investigation but one of these. */
export const actionSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("start"),
    runbook: text(80),
    title: word(200).optional(),
    brief: briefSchema,
    from: id.optional(),
    /** The alert that it begins from. */
    alert: id.optional(),
  }),
  z.strictObject({ do: z.literal("practice"), incident: text(80).optional() }),
  /** The text of a bundle; its form is checked where it is opened. */
  z.strictObject({ do: z.literal("import"), bundle: z.string() }),
  ...noteActions,
  z.strictObject({ do: z.literal("rename"), id, title: word(200) }),
  z.strictObject({ do: z.literal("signOff"), id, judgement: z.enum(["agreed", "overruled"]), reason: text(2_000).optional() }),
  /** `query` is that of the page's address. */
  z.strictObject({
    do: z.literal("saveView"),
    name: word(60),
    query: z
      .string()
      .max(1_000)
      .regex(/^[^\0]*$/, "holds a NUL"),
  }),
  z.strictObject({ do: z.literal("dropView"), id }),
  z.strictObject({ do: z.literal("pause"), id }),
  z.strictObject({ do: z.literal("resume"), id }),
  z.strictObject({ do: z.literal("stop"), id, reason: z.string().trim().max(500).optional() }),
  /** `to` is the name to sign in with, or of a person; where there are no accounts, whoever it is. */
  z.strictObject({ do: z.literal("handOver"), id, to: text(80), text: text(2_000).optional() }),
  z.strictObject({ do: z.literal("skip"), id, test: text(80) }),
  /** Takes a skip back. */
  z.strictObject({ do: z.literal("unskip"), id, test: text(80) }),
  /** Answers a question that no host can. */
  answerAction,
  z.strictObject({ do: z.literal("run"), id, collector: text(80), host: text(80) }),
  /** Brings a host into an investigation that runs; one that could not be reached is tried again. */
  z.strictObject({ do: z.literal("joinHost"), id, ...hostSchema.shape, address }),
  /** Leaves out again what was brought and never reached. */
  z.strictObject({ do: z.literal("withdrawHost"), id, host: text(80) }),
  z.strictObject({ do: z.literal("approveChange"), id, change: text(20) }),
  z.strictObject({ do: z.literal("declineChange"), id, change: text(20), reason: text(500) }),
  z.strictObject({ do: z.literal("keepChange"), id, change: text(20) }),
  /** Looks again at a change that is not proven to be undone. */
  z.strictObject({ do: z.literal("undoChange"), id, change: text(20) }),
  z.strictObject({ do: z.literal("answerHostKey"), id, host: text(80), fingerprint: text(100), approve: z.boolean() }),
  z.strictObject({
    do: z.literal("approveKey"),
    address: text(255),
    port,
    algorithm: text(60),
    key: z.base64().max(10_000),
    fingerprint: text(100),
  }),
  z.strictObject({ do: z.literal("forgetKey"), address: text(255), port }),
  z.strictObject({
    do: z.literal("addHost"),
    name: word(80),
    address,
    port: port.optional(),
    user: user.optional(),
    netns: word(64).optional(),
    group: word(80).optional(),
  }),
  z.strictObject({ do: z.literal("removeHost"), id }),
  /** `host` is a name of the inventory. The key goes in here and comes out nowhere. */
  z.strictObject({
    do: z.literal("keepKey"),
    host: text(80),
    privateKey: z.string().max(65_536),
    passphrase: z.string().max(1_024).optional(),
  }),
  z.strictObject({ do: z.literal("dropKey"), host: text(80) }),
  z.strictObject({ do: z.literal("rotateKeys") }),
  z.strictObject({ do: z.literal("removeOutputs"), olderThanDays: z.number().int().min(1).max(36_500) }),
  /** Null: as long as the database. */
  z.strictObject({ do: z.literal("setRetention"), days: z.number().int().min(1).max(36_500).nullable() }),
  ...alertActions,
  ...sweepActions,
  ...groupActions,
  ...hostActions,
  ...peopleActions,
]);

export type Action = z.infer<typeof actionSchema>;
export type ActionKind = Action["do"];

/** What became of a bundle. */
export interface Imported extends Omit<Recheck, "verdict"> {
  readonly number: number;
  /** It was here already, and nothing was stored. */
  readonly already: boolean;
  /** The kind of its verdict, read again; null when it had none. */
  readonly verdict: string | null;
}

export type ActResult =
  | {
      readonly ok: true;
      readonly id?: string;
      readonly imported?: Imported;
      readonly link?: string;
      readonly secret?: string;
      readonly removed?: Removed;
      /** Of hosts that were added together: how many, and the names that were taken already. */
      readonly hosts?: { readonly added: number; readonly left: readonly string[] };
    }
  | {
      readonly ok: false;
      readonly status: 400 | 403 | 404 | 409 | 500;
      readonly message: string;
      readonly fields?: Readonly<Record<string, string>>;
    };
