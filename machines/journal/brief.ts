import type { Brief, BriefHost } from "../contract/index.ts";
import { withHost } from "../evidence/instances.ts";
import type { InvestigationEvent } from "./event.ts";

/** The hosts of a log: those that it began with, and those that were added since. With `all` also those that were withdrawn again. */
export function hostsOf(events: readonly InvestigationEvent[], all = false): readonly BriefHost[] {
  let hosts: readonly BriefHost[] = [];
  for (const event of events) {
    if (event.type === "started") hosts = event.brief.hosts;
    if (event.type === "hostAdded") hosts = withHost(hosts, event.host);
    if (event.type === "hostWithdrawn" && !all) hosts = hosts.filter(({ key }) => key !== event.host);
  }
  return hosts;
}

/** What an investigation is about as its log stands. @throws TypeError when the log does not begin with `started` */
export function briefOf(events: readonly InvestigationEvent[]): Brief {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("the log does not begin with started");
  return { ...first.brief, hosts: hostsOf(events) };
}

/** The last that the log says of whether a host was reached, or is to be. */
export const lastLook = (events: readonly InvestigationEvent[], key: string): InvestigationEvent | undefined =>
  events.findLast(
    (event) =>
      (event.type === "hostAdded" && event.host.key === key) ||
      (event.type === "hostReached" && event.facts.host === key) ||
      (event.type === "hostFailed" && event.host === key),
  );

/** What pre-flight last said about a host; `looking` until it has said something since the host was added. */
export function lookOf(events: readonly InvestigationEvent[], key: string): "looking" | "reached" | "failed" {
  const last = lastLook(events, key)?.type;
  return last === "hostReached" ? "reached" : last === "hostFailed" ? "failed" : "looking";
}
