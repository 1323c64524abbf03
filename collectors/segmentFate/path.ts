import type { Given } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { fieldOf, isUnread, nameOf, readingOf, rowsOf, total } from "../source-readings.ts";

/** What one host's capture says of the probe's own connections. */
export interface Seen {
  readonly host: string;
  readonly rows: readonly Row[];
  readonly complete: boolean;
}

export const probeOf = (given: Given): Reading | Unknown => readingOf(given, "closeProbe", { moment: "during" });

export const hangs = (stage: Value): boolean => stage !== "none";

/** The local ports of the probe's conversations, or of those of some stages. */
export function portsOf(given: Given, at: (stage: Value) => boolean = () => true): ReadonlySet<number> {
  const rows = rowsOf(probeOf(given), "conversations").filter(({ stage = "none" }) => at(stage));
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

/** Every host takes packets of so many bytes (RFC 1122, section 3.3.2): no hop may be too small for them, in practice. */
const ANY_HOP = 576;
const sentShort = ({ rows }: Seen): boolean => rows.some(({ shortestDataOut }) => Number(shortestDataOut) <= ANY_HOP);
const TOO_LARGE = unknown(
  "of the answer only large segments left, and none arrived: whether a hop is too small for them is for the runbook of large packets to say",
);

/**
 * Whether something left one host and was seen on none behind it: requests, answers, their data or FINs. "no": both ends and all between were watched and nothing
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
    if (vanished(back, ["dataOut", "dataIn"])) return back.some(sentShort) ? "yes" : TOO_LARGE;
  }
  if (way.some(({ host, rows }) => given.hosts.some(({ key, role }) => key === host && role === "gateway") && total(rows, "swallowed") > 0))
    return "no";
  const client = way.find(({ host }) => given.hosts.some(({ key, role }) => key === host && role === "client"));
  if (fieldOf(probeOf(given), "stage") === "close" && client !== undefined && total(client.rows, "finsIn") > 0) return "no";
  if (unread !== undefined) return unread;
  if (!way.every(({ complete }) => complete)) return unknown("a capture on the way is not complete");
  return given.hosts.some(({ role }) => role === "server") ? "no" : "maybe";
}
