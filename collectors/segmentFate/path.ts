import type { Given } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown } from "#machines/contract/value.ts";
import { fieldOf, isUnread, nameOf, readingOf, rowsOf, total } from "../source-readings.ts";

/** What one host's capture says of the probe's own connections. */
export interface Seen {
  readonly host: string;
  readonly rows: readonly Row[];
  readonly complete: boolean;
}

export const probeOf = (given: Given): Reading | Unknown => readingOf(given, "closeProbe", { moment: "during" });

/** The local ports of the probe's conversations; `hung` only of those that hung. */
export function portsOf(given: Given, hung = false): ReadonlySet<number> {
  const rows = rowsOf(probeOf(given), "conversations").filter(({ stage }) => !hung || stage !== "none");
  return new Set(rows.flatMap(({ port }) => (typeof port === "number" ? [port] : [])));
}

export function seenOn(given: Given, host: string): Seen | Unknown {
  const reading = readingOf(given, "segments", { host, moment: "during" });
  if (isUnread(reading)) return reading;
  const ports = portsOf(given);
  const all = rowsOf(reading, "flows");
  const rows = all.filter(({ clientPort }) => typeof clientPort === "number" && ports.has(clientPort));
  if (rows.length === 0 && all.length > 0)
    return unknown(
      `none of the connections that passed ${nameOf(given, host)} has a port of the probe: it may have been translated before`,
    );
  return { host, rows, complete: fieldOf(reading, "complete") === true };
}

/** The client, the gateways in the order in which they were named, the server. */
const orderOf = (given: Given): readonly string[] =>
  [
    ...given.hosts.filter(({ role }) => role === "client"),
    ...given.hosts.filter(({ role }) => role === "gateway"),
    ...given.hosts.filter(({ role }) => role === "server"),
  ].map(({ key }) => key);

/**
 * Whether something left one host and was seen on none behind it: requests, answers or FINs. "no": both ends and all between were watched and nothing
 * did, or it is known to have been lost on a host. "maybe": the way goes on behind the last host that was watched.
 */
export function lostOutside(given: Given): "yes" | "no" | "maybe" | Unknown {
  const keys = orderOf(given);
  const seen = keys.map((key) => seenOn(given, key));
  const unread = seen.find(isUnread);
  const way = seen.flatMap((one) => (isUnread(one) ? [] : [one]));
  if (unread === undefined) {
    const back = way.toReversed();
    const vanished = (hosts: readonly Seen[], [left, arrived]: readonly [string, string]): boolean =>
      hosts.some(
        (one, at) =>
          at + 1 < hosts.length &&
          total(one.rows, left) > 0 &&
          hosts.slice(at + 1).every((other) => other.complete && total(other.rows, arrived) === 0),
      );
    if (
      vanished(way, ["requestsOut", "requestsIn"]) ||
      vanished(back, ["answersOut", "answersIn"]) ||
      vanished(back, ["finsOut", "finsIn"])
    )
      return "yes";
  }
  if (way.some(({ host, rows }) => given.hosts.some(({ key, role }) => key === host && role === "gateway") && total(rows, "swallowed") > 0))
    return "no";
  const client = way.find(({ host }) => given.hosts.some(({ key, role }) => key === host && role === "client"));
  if (fieldOf(probeOf(given), "stage") === "close" && client !== undefined && total(client.rows, "finsIn") > 0) return "no";
  if (unread !== undefined) return unread;
  if (!way.every(({ complete }) => complete)) return unknown("a capture on the way is not complete");
  return given.hosts.some(({ role }) => role === "server") ? "no" : "maybe";
}
