import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Value } from "#machines/contract/value.ts";
import { readingOf, windowOn, type Count, type HostWindow } from "../window.ts";

/** The probes of the window, and what ICMP itself says about them at both ends. */
export interface Echoes {
  readonly lost: Count;
  /** ICMP errors that came instead of answers: the sender itself says so where it does not learn the next hop's Ethernet address. */
  readonly errors: Count;
  /** Requests that the receiver's ICMP took and did not answer. */
  readonly unanswered: Count;
  /** At most so many requests, and answers, went missing on their way. */
  readonly there: Count;
  readonly back: Count;
  /** Not one came back. Then nobody knows whether the target answers pings at all. */
  readonly silent: boolean;
}

/** Names of the same counters for the two versions of the Internet protocol. */
const NAMES = {
  4: { requests: "IcmpInEchos", answers: "IcmpOutEchoReps" },
  6: { requests: "Icmp6InEchos", answers: "Icmp6OutEchoReplies" },
} as const;

/**
 * Others may ping the receiver too. What they add makes "at most so many" too large and never too small: answers that left and did not come back
 * include theirs, and requests of which ICMP knows nothing are what is left of the loss.
 */
export function echoesOf(given: Given): Echoes {
  const probe = given.sources.find(({ collector, host }) => collector === "ping" && host.role === "sender");
  const ping = readingOf(probe, "ping");
  const field = (name: string): Count => ("unknown" in ping ? ping : numberOf(ping.fields[name], name));
  const [sent, received, lost] = [field("sent"), field("received"), field("lost")];
  const errors = field("errors");
  const names = probe?.args["target"]?.includes(":") === true ? NAMES[6] : NAMES[4];
  const receiver = given.hosts.find(({ role }) => role === "receiver");
  const at: HostWindow | null = receiver === undefined ? null : windowOn(given, receiver.key);
  const icmp = (name: string): Count => at?.change("protocolCounters", name) ?? unknown("no receiver was named");
  const [requests, answers] = [icmp(names.requests), icmp(names.answers)];
  if (isUnknown(sent) || isUnknown(received) || isUnknown(lost))
    return { lost, errors, unanswered: lost, there: lost, back: lost, silent: false };
  const silent = received === 0 && lost > 0;
  // The receiver's ICMP saw fewer requests than were answered: it is not what answers (a router, a translated address).
  if (isUnknown(requests) || isUnknown(answers) || requests < received || answers < received) {
    const why = isUnknown(requests)
      ? requests
      : isUnknown(answers)
        ? answers
        : unknown("the probes are not answered by the receiver's own ICMP");
    // What answers is elsewhere; what this ICMP took and did not answer is known all the same.
    const own = isUnknown(requests) || isUnknown(answers) ? why : Math.max(0, requests - answers);
    return { lost, errors, unanswered: own, there: lost, back: lost, silent };
  }
  const unanswered = Math.max(0, requests - answers);
  return { lost, errors, unanswered, there: Math.max(0, lost - unanswered), back: Math.min(lost, answers - received), silent };
}

const numberOf = (value: Value | undefined, name: string): Count =>
  typeof value === "number" ? value : isUnknown(value) ? value : unknown(`the probe does not say ${name}`);
