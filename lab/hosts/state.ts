import { rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { isOwnFolder, ownText } from "./own.ts";
import { LabProblem } from "./problem.ts";

/** What is known of a lab on disk, so that any later process can use it, heal it or clear it away. */
const processRef = z.object({ pid: z.number().int().positive(), startTicks: z.string() });

/** What a fault, its owner, started. */
const started = z.object({ owner: z.string(), kind: z.enum(["namespace", "process"]), name: z.string(), ref: processRef });

/** What no process of the lab takes along when it ends: a command of the machine undoes it. */
const undo = z.object({ owner: z.string(), kind: z.literal("undo"), name: z.string(), argv: z.array(z.string()) });

const extra = z.discriminatedUnion("kind", [started, undo]);

const fault = z.object({
  id: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  injectedAt: z.string(),
  /** `injecting` left behind by a process that died: healed before anything else. */
  stage: z.enum(["injecting", "injected"]),
});

const host = z.object({
  name: z.string(),
  ref: processRef,
  sshAddress: z.string(),
  dataAddress: z.string(),
  dataInterface: z.string(),
  hostKeyFingerprint: z.string(),
  knownHostsLine: z.string(),
});

/** A namespace without sshd. "switch" is one of them. */
const place = z.object({ name: z.string(), ref: processRef });

const state = z.object({
  version: z.literal(2),
  topology: z.string(),
  stage: z.enum(["raising", "up"]),
  /** Ends every process and with them every namespace, link and mount of the lab. */
  root: processRef,
  link: z.string(),
  places: z.array(place),
  hosts: z.array(host),
  extras: z.array(extra),
  faults: z.array(fault),
});

export type LabState = Readonly<z.infer<typeof state>>;
export type HostState = Readonly<z.infer<typeof host>>;
export type Extra = Readonly<z.infer<typeof extra>>;
export type FaultState = Readonly<z.infer<typeof fault>>;

const path = (directory: string): string => `${directory}/state.json`;

/** Null where no lab was ever raised, or was taken down. @throws NotOurs where another account can have written it. */
export const readState = async (directory: string): Promise<LabState | null> => {
  const text = (await isOwnFolder(directory)) ? await ownText(path(directory)) : null;
  return text === null ? null : stateIn(text, directory);
};

const stateIn = (text: string, directory: string): LabState => {
  const read = state.safeParse(json(text));
  if (read.success) return read.data;
  // To end its processes is not enough: a frozen file system keeps them, and a slowed disk and the machine's settings stay.
  throw new LabProblem(
    `The lab in ${directory} was raised by another version of Culprit, or its state.json is damaged. Take it down with that version; ` +
      `where that cannot be done, restart the machine, which ends all of it, and delete ${directory}.`,
  );
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** All or nothing: a reader never sees half a file. */
export const writeState = async (directory: string, next: LabState): Promise<void> => {
  const beside = `${path(directory)}.${process.pid}`;
  await writeFile(beside, JSON.stringify(next, null, 2), { mode: 0o600 });
  await rename(beside, path(directory));
};

export const changeState = async (directory: string, change: (now: LabState) => LabState): Promise<void> => {
  const now = await readState(directory);
  if (now === null) throw new Error(`the lab in ${directory} is gone`);
  await writeState(directory, change(now));
};
