import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";
import { mayHaveEaten } from "../attached-programs.ts";
import { plus, readingOf, windowOn, type Count, type HostWindow } from "../window.ts";

export function rateLossesOf(given: Given): Reading {
  const lost = lostOf(given);
  const mss = ofSender(given, "mssBytes");
  const here = rulesOf(windowOn(given, given.host.key), mss);
  return {
    fields: {
      lostSegments: lost,
      ruleSegments: here.segments,
      ruleLimits: shareIn(here, lost, given.host),
      outsidePossible: outside(given, lost, mss),
      besideSegments: besideOf(given, mss),
    },
    tables: { rules: here.rows },
  };
}

/** Below so many a share says nothing. */
const ENOUGH = 10;
/** Rules and sender count within the same window; but what is dropped as it closes is sent again after it, and headers differ by a few bytes. */
const ACCOUNTS = [0.8, 1.2] as const;
/** Most hosts drop something all day. */
const BACKGROUND = 0.1;
/** Headers of IP and of TCP with timestamps. */
const HEADERS = 52;

/** True: as much as is missing. False: next to nothing. What accounts for it leaves nothing to what is hidden. */
function shareIn({ segments, hidden }: Rules, lost: Count, { name }: { readonly name: string }): Value {
  if (segments === 0 && hidden === null) return false;
  if (isUnknown(segments)) return segments;
  if (isUnknown(lost)) return lost;
  if (lost < ENOUGH) return unknown(`only ${Math.round(lost)} segments were lost, too few to compare with what rules of ${name} dropped`);
  const share = segments / lost;
  if (share >= ACCOUNTS[0] && share <= ACCOUNTS[1]) return true;
  if (hidden !== null) return hidden;
  if (share <= BACKGROUND) return false;
  return unknown(
    `rules of ${name} dropped about ${Math.round(segments)} segments, where ${Math.round(lost)} are missing: they may be others`,
  );
}

function outside(given: Given, lost: Count, mss: Count): Value {
  const shares = given.hosts.map((host) => shareIn(rulesOf(windowOn(given, host.key), mss), lost, host));
  if (shares.includes(true)) return false;
  const eaten = given.hosts.map((host) => mayHaveEaten(given, host, "pathCounters")).find((why) => why !== null);
  return shares.find(isUnknown) ?? eaten ?? true;
}

/** Rules that name the connection's port drop its segments. A host whose rules could not be read leaves it open, unless others dropped some. */
function besideOf(given: Given, mss: Count): Count {
  const port = given.sources.find(({ collector }) => collector === "throughput")?.args["port"];
  if (port === undefined) return unknown("the connection's port is not known");
  const asksForIt = new RegExp(`\\btcp\\b.*\\b(?:dport|sport|dports|sports|dpt|spt)\\b.*\\b${port}\\b`, "u");
  const counts = given.hosts.map(({ key }): Count => {
    const rules = rulesOf(windowOn(given, key), mss);
    const named = rules.rows.filter((row) => asksForIt.test(row.key)).map(({ segments }) => segments);
    if (rules.unread !== null) return rules.unread;
    return plus(...named);
  });
  const known = plus(...counts.filter((count) => !isUnknown(count)));
  return known === 0 ? plus(...counts) : known;
}

const ofSender = (given: Given, field: string): Count => {
  const reading = readingOf(
    given.sources.find(({ collector, host }) => collector === "throughput" && host.role === "sender"),
    "throughput",
  );
  const value = "unknown" in reading ? reading : reading.fields[field];
  return typeof value === "number" ? value : isUnknown(value) ? value : unknown(`the connection does not say its ${field}`);
};

/** The host's own count, of all its connections, less the share of the one looked at that had arrived. */
function lostOf(given: Given): Count {
  const sender = given.hosts.find(({ role }) => role === "sender");
  const again =
    sender === undefined ? unknown("no sender was named") : windowOn(given, sender.key).change("pathCounters", "segmentsSentAgain");
  const [repeated, spurious] = [ofSender(given, "retransPercent"), ofSender(given, "spuriousPercent")];
  if (isUnknown(again) || isUnknown(repeated) || isUnknown(spurious)) return [again, repeated, spurious].find(isUnknown) ?? again;
  return repeated === 0 ? again : again * Math.max(0, 1 - spurious / repeated);
}

interface Rules {
  /** Dropped by rules that count, and that may mean this connection. */
  readonly segments: Count;
  /** Why others may have dropped beside them; null where none did. */
  readonly hidden: Unknown | null;
  /** Why none of them could be read; null where they were. */
  readonly unread: Unknown | null;
  readonly rows: readonly (Row & { readonly segments: Count })[];
}

/** Rules that ask for another protocol than TCP drop none of its segments. */
const OTHERS = /(?:^arp |\b(?:udp|icmp|icmpv6|sctp|gre|esp|ah|vrrp|igmp)\b)/;

function rulesOf(at: HostWindow, mss: Count): Rules {
  const excluded = netfilterDroppedNothing(at);
  const [packets, bytes] = [at.rows("firewall", "dropRules", "packets"), at.rows("firewall", "dropRules", "bytes")];
  const after = at.after("firewall");
  const unread = "unknown" in after ? after : "unknown" in packets ? packets : "unknown" in bytes ? bytes : null;
  if (unread !== null || "unknown" in after || "unknown" in packets || "unknown" in bytes)
    return { segments: 0, hidden: excluded ? null : unread, unread, rows: [] };
  const ofInvalid = new Set((after.tables?.["invalidRules"] ?? []).map(({ key }) => key));
  const sizes = new Map(bytes);
  const rows = packets
    .filter(([key]) => !OTHERS.test(key))
    .map(([key, count]) => ({ key, segments: segmentsIn(count, sizes.get(key) ?? unknown("its bytes were not counted"), mss) }));
  const own = rows.filter(({ key }) => !ofInvalid.has(key));
  const ofInvalidDropped = rows.some(({ key, segments }) => ofInvalid.has(key) && segments !== 0);
  return {
    segments: plus(...own.map(({ segments }) => segments)),
    unread: null,
    hidden: ofInvalidDropped ? INVALID : excluded ? null : hiddenIn(after.fields["uncountedDropRules"]),
    rows: own,
  };
}

const INVALID = unknown("a rule dropped what connection tracking calls invalid, and what made it so is not known");

function hiddenIn(uncounted: Value | undefined): Unknown | null {
  if (uncounted === 0) return null;
  return isUnknown(uncounted) ? uncounted : unknown("a rule or policy that drops has no counter");
}

function segmentsIn(packets: Count, bytes: Count, mss: Count): Count {
  if (packets === 0 || isUnknown(packets)) return packets;
  if (isUnknown(bytes) || isUnknown(mss)) return isUnknown(bytes) ? bytes : mss;
  return Math.max(packets, bytes / (mss + HEADERS));
}

/** The trace is of the whole machine: only that nothing was dropped says something of this host. */
function netfilterDroppedNothing(at: HostWindow): boolean {
  const reasons = at.during("dropReasons");
  return !("unknown" in reasons) && reasons.fields["netfilter"] === 0 && reasons.fields["lowerBound"] === false;
}
