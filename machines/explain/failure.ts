import type { Failure, FailureKind } from "../contract/index.ts";
import { sayFailure, type FailureSubject } from "./failure-what.ts";

export type { FailureSubject } from "./failure-what.ts";

export interface FailureText {
  /** What failed, where and why; no full stop, so that it can stand inside another sentence. */
  readonly what: string;
  /** The same where a sentence begins; names of hosts and tools keep their case. */
  readonly begins: string;
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

export function explainFailure(failure: Failure, subject: FailureSubject): FailureText {
  const todo = aboutHost(failure, subject) ?? aboutCommand(failure, subject);
  const what = sayFailure(failure, subject);
  const names = [...(subject.host === "the host" ? [] : [subject.host]), ...(failure.kind === "toolMissing" ? [failure.tool] : [])];
  const begins = names.some((name) => what.startsWith(name)) ? what : what.charAt(0).toUpperCase() + what.slice(1);
  return { what, begins, means: isAboutTheHost(failure) ? HOST_UNKNOWN : RULES_NOTHING_OUT, todo };
}

function aboutHost(failure: Failure, { host }: FailureSubject): string | null {
  switch (failure.kind) {
    case "unreachable":
      return `Check that SSH on ${host} answers from here, or look at ${host} on its console, then try again.`;
    case "nameNotFound":
      return `Use an address, or a name that resolves here, for ${host}.`;
    case "authenticationFailed":
      if (failure.tried.length === 0) {
        return `Name a key for ${host} (IdentityFile in ~/.ssh/config, or --identity), keep one under Settings, SSH keys, or load it into the SSH agent with ssh-add; a key with a passphrase needs the agent, or CULPRIT_PASSPHRASE_FILE.`;
      }
      return `Let ${failure.user} log in on ${host} with a key that Culprit can use, or name another user.`;
    case "hostKeyUnknown":
      return `Compare the fingerprint with the one on ${host} itself, then approve it.`;
    case "hostKeyChanged":
      return `Find out why the key changed. If it is right, remove the old one from ${failure.where}.`;
    case "hostKeyRefused":
      if (failure.revokedAt !== undefined) {
        return `Do not log in to ${host}. Find out who revoked its key and why; the host needs a new key before anything else.`;
      }
      return `Approve the key of ${host} if it is right, then try again.`;
    case "notGranted":
      return "Ask somebody who may, or an administrator: Settings, Host groups, says who may do what where.";
    default:
      return null;
  }
}

function aboutCommand(failure: Failure, { host, what }: FailureSubject): string {
  switch (failure.kind) {
    case "connectionLost":
      return `Check the path to ${host}, then run the investigation again.`;
    case "channelRefused":
      return `Raise MaxSessions in sshd_config on ${host}, or wait until other sessions have ended.`;
    case "timedOut":
      return `Look at the load of ${host}, then run the investigation again.`;
    case "cancelled":
      return "Run the investigation again.";
    case "denied":
      return `Grant the login on ${host} permission to read ${what} (sudo without a password for this command).`;
    case "toolMissing":
      return `Install ${failure.tool} on ${host}.`;
    case "wouldLoadModule":
      return `If that is acceptable, run modprobe ${failure.module} on ${host} and start again. To let Culprit's own commands load it everywhere: start Culprit with CULPRIT_ALLOW_MODULES=${failure.module}; the ledger of each host then shows it.`;
    case "absent":
      return `Look for ${failure.what} on ${host} in another way: this kernel or configuration does not show it.`;
    case "exited":
      return `Run the command on ${host} by hand and read what it says.`;
    default:
      return aboutOutput(failure, { host, what });
  }
}

function aboutOutput(failure: Failure, { host, what }: FailureSubject): string {
  switch (failure.kind) {
    case "truncated":
      return "Raise the collector's limit if this much output is right.";
    case "unparsable":
      return "Read the raw output by hand, and send it to whoever keeps the collector.";
    case "badFrame":
      return `See whether the login shell of ${host} prints something of its own, then run the investigation again.`;
    case "badArgument":
      return `Give another value for ${failure.slot}.`;
    case "skipped":
      return `Do not skip ${what}.`;
    case "notKnown":
      return `Ask somebody who knows ${host}.`;
    case "internal":
      return "Report this with the log of the investigation: it is a defect of Culprit.";
    default:
      return "Run the investigation again.";
  }
}
