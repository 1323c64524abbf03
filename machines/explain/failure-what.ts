import type { Failure } from "../contract/index.ts";
import { formatNumber } from "./number.ts";

/** Which command of which host the failure is about. `what` is the collector's title: "softnet statistics". */
export interface FailureSubject {
  readonly host: string;
  readonly what: string;
}

/**
 * What failed, where and why; no full stop, so that it can stand inside another sentence. What to do about it stands in failure.ts: pages that only judge
 * do not load that.
 */
export const sayFailure = (failure: Failure, subject: FailureSubject): string =>
  aboutHost(failure, subject) ?? aboutCommand(failure, subject);

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

function aboutHost(failure: Failure, { host }: FailureSubject): string | null {
  switch (failure.kind) {
    case "unreachable":
      return `${host} could not be reached: ${clean(failure.detail)}`;
    case "nameNotFound":
      return `${failure.name} has no address`;
    case "authenticationFailed":
      if (failure.tried.length === 0) {
        return `Culprit has no key to log in to ${host} with, and sent nothing${failure.detail === "" ? "" : `: ${failure.detail}`}`;
      }
      return `${host} refused the login of ${failure.user}${failure.tried.length > 0 ? ` (tried ${failure.tried.join(", ")})` : ""}`;
    case "hostKeyUnknown":
      return `${host} showed a ${failure.algorithm} key that nobody has approved yet: ${failure.fingerprint}`;
    case "hostKeyChanged":
      return `${host} showed another key than the pinned one: ${failure.offered} instead of ${failure.pinned}`;
    case "hostKeyRefused":
      if (failure.revokedAt !== undefined) {
        return `${host} offers a key that was revoked (${failure.revokedAt}): ${failure.fingerprint}`;
      }
      return `The key of ${host} was not approved: ${failure.fingerprint}`;
    case "notGranted":
      return sayNotGranted(failure, host);
    default:
      return null;
  }
}

function aboutCommand(failure: Failure, { host, what }: FailureSubject): string {
  switch (failure.kind) {
    case "connectionLost":
      return `the connection to ${host} was lost while ${what} was read: ${clean(failure.detail)}`;
    case "channelRefused":
      return `${host} opened no session for ${what}: ${clean(failure.detail)}`;
    case "timedOut":
      return `${what} on ${host} did not end within ${formatNumber(failure.afterMs / 1000)} s`;
    case "cancelled":
      return `${what} on ${host} was cancelled`;
    case "denied":
      return `permission denied reading ${what} on ${host}${quoted(failure.stderr)}`;
    case "toolMissing":
      return `${failure.tool} is not installed on ${host}`;
    case "wouldLoadModule":
      return `${what} on ${host} would load the kernel module ${failure.module}`;
    case "absent":
      return `${host} does not have ${failure.what}`;
    case "exited":
      return `${what} on ${host} ended with ${failure.signal === null ? `exit code ${failure.code ?? "unknown"}` : `signal ${failure.signal}`}${quoted(failure.stderr)}`;
    default:
      return aboutOutput(failure, { host, what });
  }
}

function aboutOutput(failure: Failure, { host, what }: FailureSubject): string {
  switch (failure.kind) {
    case "truncated":
      return `${what} on ${host} printed more than ${formatNumber(failure.limitBytes)} bytes and was cut`;
    case "unparsable":
      return `${what} on ${host} printed something unexpected: ${clean(failure.why)}`;
    case "badFrame":
      return `the answer of ${host} was damaged on the way: ${clean(failure.why)}`;
    case "badArgument":
      return `${what} on ${host} cannot run: ${failure.slot} ${clean(failure.why)}`;
    case "skipped":
      return `${what} on ${host} was skipped by ${failure.by}`;
    case "notKnown":
      return `${failure.by} was asked about ${host} and did not know`;
    case "internal":
      return `Culprit failed while it read ${what} on ${host}: ${clean(failure.detail)}`;
    default:
      return `${what} on ${host} is unavailable`;
  }
}

/** One line without the full stop, so that it fits into a sentence. */
const clean = (text: string): string => text.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");

function quoted(stderr: string): string {
  const line = clean(stderr.split("\n").find((candidate) => candidate.trim() !== "") ?? "");
  return line === "" ? "" : ` (${line.length > 160 ? `${line.slice(0, 159)}…` : line})`;
}
