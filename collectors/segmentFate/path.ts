import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { fieldOf, isNumber, isUnread, nameOf, readingOf, rowsOf, total } from "../source-readings.ts";
import { outsideOnly, SEGMENTS } from "../unseen-drops.ts";

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

/** What connected had a way there and back. What did not may have left for a wrong next hop, and no route is read here. */
const WRONG_WAY = unknown(
  "the conversations do not even connect: whether what left a host was sent the right way is for the runbook of new connections to say",
);

/**
 * Whether something left one host and was seen on none behind it: requests, answers, their data or FINs. "no": both ends and all between were watched and nothing
 * did, or it is known to have been lost on a host. "maybe": the way goes on behind the last host that was watched. Unknown, where one of the hosts may have
 * dropped it itself before its capture or behind it.
 */
export function lostOutside(given: Given): "yes" | "no" | "maybe" | Unknown {
  const keys = orderOf(given);
  const seen = keys.map((key) => seenOn(given, key));
  const unread = seen.find(isUnread);
  const way = seen.flatMap((one) => (isUnread(one) ? [] : [one]));
  const vanished = unread === undefined ? vanishedOn(given, way) : null;
  if (vanished !== null) return vanished;
  if (way.some(({ host, rows }) => given.hosts.some(({ key, role }) => key === host && role === "gateway") && total(rows, "swallowed") > 0))
    return "no";
  const client = way.find(({ host }) => given.hosts.some(({ key, role }) => key === host && role === "client"));
  if (fieldOf(probeOf(given), "stage") === "close" && client !== undefined && total(client.rows, "finsIn") > 0) return "no";
  if (unread !== undefined) return unread;
  if (!way.every(({ complete }) => complete)) return unknown("a capture on the way is not complete");
  if (given.hosts.some(({ role }) => role === "server")) return "no";
  const missing = outsideOnly(given, fieldOf(probeOf(given), "hung"), SEGMENTS);
  return isUnknown(missing) ? missing : "maybe";
}

/** What the probe sent or should get is followed from end to end; null where nothing vanished as a whole. */
function vanishedOn(given: Given, way: readonly Seen[]): "yes" | Unknown | null {
  const back = way.toReversed();
  const data = lostBehind(back, ["dataOut", "dataIn"]);
  const short = back.some(sentShort);
  const lost = [
    lostBehind(way, ["requestsOut", "requestsIn"]),
    lostBehind(back, ["answersOut", "answersIn"]),
    lostBehind(back, ["finsOut", "finsIn"]),
    short ? data : 0,
  ].filter((count) => count > 0);
  if (lost.length === 0 && data > 0) return TOO_LARGE;
  if (lost.length > 0 && fieldOf(probeOf(given), "stage") === "connect") return WRONG_WAY;
  const outside = lost.map((count) => outsideOnly(given, count, SEGMENTS));
  if (outside.some(isNumber)) return "yes";
  return outside.find(isUnknown) ?? null;
}

/** How many left a host of which none was seen on any host behind it. */
const lostBehind = (hosts: readonly Seen[], [left, arrived]: readonly [string, string]): number =>
  Math.max(
    0,
    ...hosts
      .filter((_, at) => at + 1 < hosts.length && hosts.slice(at + 1).every((other) => other.complete && total(other.rows, arrived) === 0))
      .map(({ rows }) => total(rows, left)),
  );
