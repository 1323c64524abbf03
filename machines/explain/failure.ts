import type { Failure, FailureKind } from "../contract/index.ts";
import { formatNumber } from "./number.ts";

/** Which command of which host the failure is about. `what` is the collector's title: "softnet statistics". */
export interface FailureSubject {
  readonly host: string;
  readonly what: string;
}

export interface FailureText {
  /** What failed, where and why; no full stop, so that it can stand inside another sentence. */
  readonly what: string;
  /** What it means for the investigation. */
  readonly means: string;
  /** What to do about it. */
  readonly todo: string;
}

const RULES_NOTHING_OUT = "It is unknown and rules nothing out.";
const HOST_UNKNOWN = "Everything on this host stays unknown and rules nothing out.";
/** Kinds where nothing of the host could be read at all. */
const ABOUT_THE_HOST: ReadonlySet<FailureKind> = new Set([
  "unreachable",
  "nameNotFound",
  "authenticationFailed",
  "hostKeyUnknown",
  "hostKeyChanged",
  "hostKeyRefused",
]);

const isAboutTheHost = (failure: Failure): boolean =>
  ABOUT_THE_HOST.has(failure.kind) || (failure.kind === "notGranted" && failure.right === "investigate");

/** What somebody was not granted, as a sentence without its full stop. */
export function sayNotGranted(
  { who, right, groups }: Pick<Extract<Failure, { kind: "notGranted" }>, "who" | "right" | "groups">,
  host: string,
): string {
  const does = { investigate: `investigate ${host}`, probe: `send probes from ${host}`, intervene: `change ${host}` }[right];
  const named = groups.filter((group) => group !== "");
  const why =
    named.length === 0
      ? "it is not in the inventory, and such hosts need a grant here"
      : `it is in the group ${named.join(", and in ")}, which does not grant it to them`;
  return `${who} may not ${does}: ${why}`;
}

export function explainFailure(failure: Failure, subject: FailureSubject): FailureText {
  const [what, todo] = aboutHost(failure, subject) ?? aboutCommand(failure, subject);
  return { what, means: isAboutTheHost(failure) ? HOST_UNKNOWN : RULES_NOTHING_OUT, todo };
}

type Pair = readonly [what: string, todo: string];

function aboutHost(failure: Failure, { host }: FailureSubject): Pair | null {
  switch (failure.kind) {
    case "unreachable":
      return [
        `${host} could not be reached: ${clean(failure.detail)}`,
        `Check that SSH on ${host} answers from here, or look at ${host} on its console, then start again.`,
      ];
    case "nameNotFound":
      return [`${failure.name} has no address`, `Use an address, or a name that resolves here, for ${host}.`];
    case "authenticationFailed":
      if (failure.tried.length === 0) {
        return [
          `Culprit has no key to log in to ${host} with, and sent nothing${failure.detail === "" ? "" : `: ${failure.detail}`}`,
          `Name a key for ${host} (IdentityFile in ~/.ssh/config, or --identity), or load it into the SSH agent with ssh-add; a key with a passphrase needs the agent, or CULPRIT_PASSPHRASE_FILE.`,
        ];
      }
      return [
        `${host} refused the login of ${failure.user}${failure.tried.length > 0 ? ` (tried ${failure.tried.join(", ")})` : ""}`,
        `Let ${failure.user} log in on ${host} with a key that Culprit can use, or name another user.`,
      ];
    case "hostKeyUnknown":
      return [
        `${host} showed a ${failure.algorithm} key that nobody has approved yet: ${failure.fingerprint}`,
        `Compare the fingerprint with the one on ${host} itself, then approve it.`,
      ];
    case "hostKeyChanged":
      return [
        `${host} showed another key than the pinned one: ${failure.offered} instead of ${failure.pinned}`,
        `Find out why the key changed. If it is right, remove the old one from ${failure.where}.`,
      ];
    case "hostKeyRefused":
      if (failure.revokedAt !== undefined) {
        return [
          `${host} offers a key that was revoked (${failure.revokedAt}): ${failure.fingerprint}`,
          `Do not log in to ${host}. Find out who revoked its key and why; the host needs a new key before anything else.`,
        ];
      }
      return [
        `The key of ${host} was not approved: ${failure.fingerprint}`,
        `Approve the key of ${host} if it is right, then start again.`,
      ];
    case "notGranted":
      return [
        sayNotGranted(failure, host),
        "Ask somebody who may, or an administrator: Settings, Host groups, says who may do what where.",
      ];
    default:
      return null;
  }
}

function aboutCommand(failure: Failure, { host, what }: FailureSubject): Pair {
  switch (failure.kind) {
    case "connectionLost":
      return [
        `the connection to ${host} was lost while ${what} was read: ${clean(failure.detail)}`,
        `Check the path to ${host}, then run the investigation again.`,
      ];
    case "channelRefused":
      return [
        `${host} opened no session for ${what}: ${clean(failure.detail)}`,
        `Raise MaxSessions in sshd_config on ${host}, or wait until other sessions have ended.`,
      ];
    case "timedOut":
      return [
        `${what} on ${host} did not end within ${formatNumber(failure.afterMs / 1000)} s`,
        `Look at the load of ${host}, then run the investigation again.`,
      ];
    case "cancelled":
      return [`${what} on ${host} was cancelled`, "Run the investigation again."];
    case "denied":
      return [
        `permission denied reading ${what} on ${host}${quoted(failure.stderr)}`,
        `Grant the login on ${host} permission to read ${what} (sudo without a password for this command).`,
      ];
    case "toolMissing":
      return [`${failure.tool} is not installed on ${host}`, `Install ${failure.tool} on ${host}.`];
    case "wouldLoadModule":
      return [
        `${what} on ${host} would load the kernel module ${failure.module}`,
        `If that is acceptable, run modprobe ${failure.module} on ${host} and start again. To let Culprit's own commands load it everywhere: start Culprit with CULPRIT_ALLOW_MODULES=${failure.module}; the ledger of each host then shows it.`,
      ];
    case "absent":
      return [
        `${host} does not have ${failure.what}`,
        `Look for ${failure.what} on ${host} in another way: this kernel or configuration does not show it.`,
      ];
    case "exited":
      return [
        `${what} on ${host} ended with ${failure.signal === null ? `exit code ${failure.code ?? "unknown"}` : `signal ${failure.signal}`}${quoted(failure.stderr)}`,
        `Run the command on ${host} by hand and read what it says.`,
      ];
    default:
      return aboutOutput(failure, { host, what });
  }
}

function aboutOutput(failure: Failure, { host, what }: FailureSubject): Pair {
  switch (failure.kind) {
    case "truncated":
      return [
        `${what} on ${host} printed more than ${formatNumber(failure.limitBytes)} bytes and was cut`,
        "Raise the collector's limit if this much output is right.",
      ];
    case "unparsable":
      return [
        `${what} on ${host} printed something unexpected: ${clean(failure.why)}`,
        "Read the raw output by hand, and send it to whoever keeps the collector.",
      ];
    case "badFrame":
      return [
        `the answer of ${host} was damaged on the way: ${clean(failure.why)}`,
        `See whether the login shell of ${host} prints something of its own, then run the investigation again.`,
      ];
    case "badArgument":
      return [`${what} on ${host} cannot run: ${failure.slot} ${clean(failure.why)}`, `Give another value for ${failure.slot}.`];
    case "skipped":
      return [`${what} on ${host} was skipped by ${failure.by}`, `Do not skip ${what}.`];
    case "internal":
      return [
        `Culprit failed while it read ${what} on ${host}: ${clean(failure.detail)}`,
        "Report this with the log of the investigation: it is a defect of Culprit.",
      ];
    default:
      return [`${what} on ${host} is unavailable`, "Run the investigation again."];
  }
}

/** One line without the full stop, so that it fits into a sentence. */
const clean = (text: string): string => text.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");

function quoted(stderr: string): string {
  const line = clean(stderr.split("\n").find((candidate) => candidate.trim() !== "") ?? "");
  return line === "" ? "" : ` (${line.length > 160 ? `${line.slice(0, 159)}…` : line})`;
}
