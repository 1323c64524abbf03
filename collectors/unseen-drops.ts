import type { BriefHost } from "#machines/contract/brief.ts";
import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Unknown, type Value } from "#machines/contract/value.ts";
import { readingOf } from "./handshake-scene.ts";

/** One in five is the tolerance of counts elsewhere: fewer than that cannot be what is missing. */
export const mayBeMissing = (dropped: number, missing: number): boolean => dropped > 0 && dropped >= missing / 5;

const PLACES = {
  backlogDrops: "receive backlog",
  ringDrops: "receive ring",
  cardDrops: "the card's buffer",
  tapDrops: "queue of a tap",
  sendDrops: "devices that send",
} as const;

/** Which captures miss it: on hosts of these roles, whatever is dropped in these places. */
export interface Captures {
  readonly collector: string;
  readonly roles: readonly string[];
  readonly places: readonly (keyof typeof PLACES)[];
  /** Only what it sends is missing: an XDP program sees nothing of that. */
  readonly sends?: true;
}

/** A bystander is not on the way. A compute node is, and no handshakes are captured there. */
export const HANDSHAKES: Captures = {
  collector: "handshakes",
  roles: ["client", "gateway", "server"],
  places: ["backlogDrops", "ringDrops", "cardDrops", "tapDrops", "sendDrops"],
};

/** Between two hosts no frame passes a guest's tap. */
export const GUEST_FRAMES: Captures = {
  collector: "guestFrames",
  roles: ["compute", "origin"],
  places: ["backlogDrops", "ringDrops", "cardDrops", "sendDrops"],
};

export const SEGMENTS: Captures = {
  collector: "segments",
  roles: ["client", "gateway", "server"],
  places: ["backlogDrops", "ringDrops", "cardDrops", "tapDrops", "sendDrops"],
};

/** Each router sends and takes its adverts itself. */
export const ADVERTS: Captures = {
  collector: "adverts",
  roles: ["master", "backup"],
  places: ["backlogDrops", "ringDrops", "cardDrops", "sendDrops"],
};

/**
 * What is missing between hosts, known only where none of them can have dropped it itself where its capture does not look. The counts are of all traffic, so
 * they leave it open and never refute.
 */
export function outsideOnly(given: Given, missing: Value, captures: Captures): Value {
  if (typeof missing !== "number" || missing === 0) return missing;
  const hosts = given.hosts.filter(({ role }) => captures.roles.includes(role));
  return hosts.map((host) => mayHaveDropped(given, host, { ...captures, missing })).find((why) => why !== null) ?? missing;
}

type Missing = Captures & { readonly missing: number };

/** Why `missing` packets may have been dropped on this host unseen; null where they were not. */
function mayHaveDropped(given: Given, host: BriefHost, { collector, places, missing, sends }: Missing): Unknown | null {
  const capture = readingOf(given, collector, host);
  if ("why" in capture) return unknown(capture.why);
  const { fields } = capture.reading;
  const counts = places.map((field) => ({ title: PLACES[field], count: fields[field] ?? unknown("it was not read") }));
  return dropped(counts, host.name, missing) ?? notKnown(sends === true ? "none" : fields["packetProgram"], counts, host.name);
}

interface Count {
  readonly title: string;
  readonly count: Value;
}

function dropped(counts: readonly Count[], name: string, missing: number): Unknown | null {
  const counted = counts.flatMap(({ title, count }) => (typeof count === "number" && count > 0 ? [{ title, count }] : []));
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  if (!mayBeMissing(total, missing)) return null;
  const where = counted.map(({ title, count }) => `${title} ${count}`).join(", ");
  return unknown(
    `${name} itself dropped ${total} packets in the window where its capture does not see them (${where}): small-packet-loss says whether they are what is missing`,
  );
}

function notKnown(program: Reading["fields"][string] | undefined, counts: readonly Count[], name: string): Unknown | null {
  if (typeof program === "string" && program !== "none")
    return unknown(`an XDP program at ${program} of ${name} may drop packets before the capture sees them`);
  const unread = [program ?? unknown("it was not read"), ...counts.map(({ count }) => count)].find(isUnknown);
  return unread === undefined
    ? null
    : unknown(`whether ${name} dropped packets where its capture does not see them is not known: ${unread.unknown}`);
}
