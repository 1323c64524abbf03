import { randomBytes } from "node:crypto";
import type { BriefHost, Failure } from "#machines/contract/index.ts";
import { valueFault } from "#machines/confirm/value.ts";
import type { InterventionSpec } from "#machines/contract/intervention.ts";
import type { Answer, Command, Session } from "../ssh/transport.ts";
import { ARM, EXIT, GUARD, KEEP, LOOK, REVERT, WRITE } from "./script.ts";
import { asWords, commandsFor, readCommand } from "./words.ts";

/** One change of one host, with both values: everything that is needed to make it, to undo it and to look at it. */
export interface Change {
  readonly spec: InterventionSpec;
  readonly host: BriefHost;
  readonly args: Readonly<Record<string, string>>;
  readonly before: string;
  readonly after: string;
  /** Names the process on the host that undoes it. */
  readonly token: string;
}

export interface On {
  readonly session: Session;
  readonly signal?: AbortSignal;
}

export const newToken = (): string => randomBytes(12).toString("hex");

/** How long one of the programs may take; each sets or reads one value. */
const DEADLINE_MS = 30_000;

/** What the value is now, as the host prints it. */
export async function readValue(
  { session, signal }: On,
  { spec, host, args }: Pick<Change, "spec" | "host" | "args">,
): Promise<string | Failure> {
  const argv = readCommand(spec, args);
  if ("kind" in argv) return argv;
  const [answer] = await session.batch([command(spec, host, argv)], signal === undefined ? {} : { signal });
  const failure = failureOf(answer);
  if (failure !== null) return failure;
  const value = answer?.stdout.toString("utf8").trim() ?? "";
  const fault = valueFault(spec.value, value);
  return fault === null ? value : { kind: "unparsable", why: fault };
}

export type Applied =
  | { readonly done: true; readonly pid: number; readonly value: string }
  /** `mayBe`: nothing proves that the value is still what it was. */
  | { readonly done: false; readonly mayBe: "changed" | "unchanged"; readonly why: Failure };

export interface ToApply extends On {
  /** A connection of its own, which ends when it is closed. */
  readonly alone: () => Promise<Session | Failure>;
}

/**
 * Arms the host's own revert over a connection of its own, ends that connection, sees from the other one that the revert still stands, and only then changes the
 * value.
 */
export async function apply(on: ToApply, change: Change, seconds: number): Promise<Applied> {
  const { spec, token, before, after } = change;
  const commands = commandsFor(spec, change);
  if ("kind" in commands) return { done: false, mayBe: "unchanged", why: commands };
  const words = asWords(commands);
  const armed = await arm(on, change, { ...words, seconds });
  if (typeof armed !== "string") return { done: false, mayBe: "unchanged", why: armed };
  const argv = ["sh", "-c", WRITE, "culprit-change", token, before, words.read, words.write, words.undo, armed];
  const [answer] = await on.session.batch([command(spec, change.host, argv)], on.signal === undefined ? {} : { signal: on.signal });
  const said = saidIn(answer);
  const pid = Number(said["armed"]);
  // Before the guard was seen nothing is written.
  const mayBe = said["armed"] === undefined && answer?.failure === undefined ? "unchanged" : "changed";
  const failure = failureOf(answer);
  if (failure !== null) return { done: false, mayBe, why: failure };
  if (said["is"] !== after)
    return { done: false, mayBe, why: { kind: "unparsable", why: `it reads ${said["is"] ?? "nothing"} after ${after} was set` } };
  return { done: true, pid, value: after };
}

/** How long to wait before it is known that the revert outlives the connection that armed it, seconds. */
async function arm(
  { alone, signal }: ToApply,
  { spec, host, token, before, after }: Change,
  { read, undo, seconds }: { readonly read: string; readonly undo: string; readonly seconds: number },
): Promise<string | Failure> {
  const session = await alone();
  if ("kind" in session) return session;
  const argv = ["sh", "-c", ARM, "culprit-arm", token, String(seconds), before, after, read, undo, GUARD];
  const [answer] = await session.batch([command(spec, host, argv)], signal === undefined ? {} : { signal });
  await session.close();
  return failureOf(answer) ?? saidIn(answer)["rest"] ?? "0";
}

export type Reverted =
  | { readonly proven: true; readonly value: string }
  /** `value`: what it reads; null when it could not be read. */
  | { readonly proven: false; readonly value: string | null; readonly why: Failure };

/** Undoes it, reads it back, and ends the host's own revert. Can be asked again at any time, also when nothing was ever changed. */
export async function revert({ session, signal }: On, change: Change): Promise<Reverted> {
  const { spec, host, token, before, after } = change;
  const commands = commandsFor(spec, change);
  if ("kind" in commands) return { proven: false, value: null, why: commands };
  const { read, undo } = asWords(commands);
  const argv = ["sh", "-c", REVERT, "culprit-undo", token, before, after, read, undo];
  const [answer] = await session.batch([command(spec, host, argv)], signal === undefined ? {} : { signal });
  const said = saidIn(answer);
  const failure = failureOf(answer);
  if (failure === null && said["is"] === before && said["disarmed"] !== undefined) return { proven: true, value: before };
  const why: Failure = failure ?? { kind: "unparsable", why: `it reads ${said["is"] ?? "nothing"}, not ${before}` };
  return { proven: false, value: said["is"] ?? null, why };
}

export interface Look {
  readonly value: string;
  /** The host's own revert is waiting. */
  readonly armed: boolean;
}

/** How it stands; changes nothing. */
export async function look({ session, signal }: On, change: Change): Promise<Look | Failure> {
  const { spec, host, token, args } = change;
  const read = readCommand(spec, args);
  if ("kind" in read) return read;
  const words = asWords({ read, write: [], undo: [] }).read;
  const [answer] = await session.batch(
    [command(spec, host, ["sh", "-c", LOOK, "culprit-look", token, words])],
    signal === undefined ? {} : { signal },
  );
  const failure = failureOf(answer);
  if (failure !== null) return failure;
  const said = saidIn(answer);
  return { value: said["is"] ?? "", armed: said["armed"] !== undefined };
}

/** Lets a change stay: ends the host's own revert, if the value is still the one that was set. */
export async function keep({ session, signal }: On, change: Change): Promise<boolean> {
  const { spec, host, token, args, after } = change;
  const read = readCommand(spec, args);
  if ("kind" in read) return false;
  const words = asWords({ read, write: [], undo: [] }).read;
  const argv = ["sh", "-c", KEEP, "culprit-keep", token, after, words];
  const [answer] = await session.batch([command(spec, host, argv)], signal === undefined ? {} : { signal });
  const said = saidIn(answer);
  return failureOf(answer) === null && said["is"] === after && said["disarmed"] !== undefined;
}

const ENDS_WITH_SESSION =
  "an undoing that outlives the connection, so nothing was changed: what a session leaves behind is ended with it (KillUserProcesses in logind.conf, or an SSH server started for each connection), and systemd-run could start nothing outside of it";

const GUARD_GONE =
  "the process that was to undo the change: it was gone once the connection that had started it was closed, so nothing was changed";

const command = ({ scope }: InterventionSpec, { netns }: BriefHost, argv: readonly string[]): Command => ({
  key: "change",
  argv,
  privilege: "sudo",
  deadlineMs: DEADLINE_MS,
  maxBytes: 16_384,
  ...(scope === "netns" && netns !== undefined ? { netns } : {}),
});

/** "now 1000" and the like, the last of each word. */
const saidIn = (answer: Answer | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (answer?.stdout.toString("utf8") ?? "").split("\n").flatMap((line) => {
      const [, word, value] = /^(now|armed|rest|is|disarmed) (.*)$/.exec(line) ?? [];
      return word === undefined || value === undefined ? [] : [[word, value] as const];
    }),
  );

function failureOf(answer: Answer | undefined): Failure | null {
  if (answer === undefined) return { kind: "cancelled" };
  if (answer.failure !== undefined) return answer.failure;
  if (answer.exitCode === 0) return null;
  const stderr = answer.stderr.toString("utf8").trim().slice(0, 500);
  switch (answer.exitCode) {
    case EXIT.unreadable:
      return { kind: "absent", what: stderr === "" ? "the value" : stderr };
    case EXIT.noSetsid:
      return { kind: "toolMissing", tool: "setsid" };
    case EXIT.endsWithSession:
      return { kind: "absent", what: ENDS_WITH_SESSION };
    case EXIT.guardGone:
      return { kind: "absent", what: GUARD_GONE };
    case EXIT.notArmed:
      return { kind: "internal", detail: "the host's own revert could not be armed, so nothing was changed" };
    case EXIT.otherwise:
      return { kind: "unparsable", why: `somebody else changed it: it reads ${saidIn(answer)["now"] ?? "something else"}` };
    default:
      return { kind: "exited", code: answer.exitCode, signal: answer.signal, stderr };
  }
}
