import type { BriefHost } from "#machines/contract/brief.ts";
import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Unknown, type Value } from "#machines/contract/value.ts";
import { readingOf } from "./handshake-scene.ts";

/** A bystander is not on the way. A compute node is, and no handshakes are captured there. */
const CAPTURED = ["client", "gateway", "server"];

/** One in five is the tolerance of counts elsewhere: fewer than that cannot be what is missing. */
const SHARE = 0.2;

const PLACES = {
  backlogDrops: "receive backlog",
  ringDrops: "receive ring",
  cardDrops: "the card's buffer",
  tapDrops: "queue of a tap",
} as const;

/**
 * What is missing between hosts, known only where none of them can have dropped it itself where its capture does not look. The counts are of all traffic, so
 * they leave it open and never refute.
 */
export function outsideOnly(given: Given, missing: Value): Value {
  if (typeof missing !== "number" || missing === 0) return missing;
  const hosts = given.hosts.filter(({ role }) => CAPTURED.includes(role));
  return hosts.map((host) => mayHaveDropped(given, host, missing)).find((why) => why !== null) ?? missing;
}

/** Why `missing` packets may have been dropped on this host unseen; null where they were not. */
function mayHaveDropped(given: Given, host: BriefHost, missing: number): Unknown | null {
  const capture = readingOf(given, "handshakes", host);
  if ("why" in capture) return unknown(capture.why);
  const { fields } = capture.reading;
  return dropped(fields, host.name, missing) ?? notKnown(fields, host.name);
}

function dropped(fields: Reading["fields"], name: string, missing: number): Unknown | null {
  const counted = Object.entries(PLACES).flatMap(([field, title]) => {
    const count = fields[field];
    return typeof count === "number" && count > 0 ? [{ title, count }] : [];
  });
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || total < missing * SHARE) return null;
  const where = counted.map(({ title, count }) => `${title} ${count}`).join(", ");
  return unknown(
    `${name} itself dropped ${total} packets in the window where its capture does not see them (${where}): small-packet-loss says whether they are what is missing`,
  );
}

function notKnown(fields: Reading["fields"], name: string): Unknown | null {
  const program = fields["packetProgram"];
  if (typeof program === "string" && program !== "none")
    return unknown(`an XDP program at ${program} of ${name} may drop packets before the capture sees them`);
  const unread = ["packetProgram", ...Object.keys(PLACES)].map((field) => fields[field] ?? unknown("it was not read")).find(isUnknown);
  return unread === undefined
    ? null
    : unknown(`whether ${name} dropped packets where its capture does not see them is not known: ${unread.unknown}`);
}
