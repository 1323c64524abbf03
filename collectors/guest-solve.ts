import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, unknown, type Unknown } from "#machines/contract/value.ts";
import { textIn } from "./guest-rows.ts";
import { isNumber, readingOf, rowsOf } from "./source-readings.ts";
import { chains, guilty, walk, walkLarge, type Segment, type Walked } from "./guest-legs.ts";
import { chainOf, sideOf, type Chain, type Side } from "./guest-side.ts";

/** The two ends of the path, by role: where the guest is, and where the prober hangs on a switch. */
export const COMPUTE = "compute";
export const ORIGIN = "origin";

export interface Solved {
  readonly guest: Side;
  readonly origin: Side | null;
  readonly guestChain: Chain | null;
  readonly proberChain: Chain | null;
  readonly probe: Reading;
  readonly missing: number;
  /** Null where the guest has no port on its host, or nothing of the prober's was seen. */
  readonly walked: Walked | null;
  readonly losing: readonly Segment[];
  /** Where large probes were followed to, when they vanish and small ones pass. */
  readonly large: Large | null;
}

export interface Large {
  readonly vanished: number;
  readonly segments: readonly Segment[];
  readonly losing: readonly Segment[];
}

const NOTHING_SEEN = unknown("no host saw anything of what the prober sent: is its port the right one, and did it send by it?");

/** Follows the frames of the newest window; unknown with the first reason why that cannot be done. */
export function solve(given: Given): Solved | Unknown {
  const compute = given.hosts.find(({ role }) => role === COMPUTE);
  const far = given.hosts.find(({ role }) => role === ORIGIN);
  if (compute === undefined) return unknown("nobody named the guest's host");
  const guest = sideOf(given, compute.key);
  const origin = far === undefined ? null : sideOf(given, far.key);
  const probe = readingOf(given, "guestProbe", { host: given.hosts.find(({ role }) => role === "prober")?.key ?? "" });
  if ("unknown" in guest) return guest;
  if (origin !== null && "unknown" in origin) return origin;
  if ("unknown" in probe) return probe;
  const { tap = "", proberTap = "" } = given.args;
  const { sent = 0, lost = 0 } = probe.fields;
  if (isUnknown(sent) || isUnknown(lost)) return unknown("the probe did not say what it lost");
  const missing = Number(lost);
  const base = { guest, origin, probe, missing, proberChain: chainOf(origin ?? guest, proberTap) };
  const { guestChain, proberChain } = chains(guest, origin, { tap, proberTap });
  if (guestChain === null) return { ...base, guestChain, walked: null, losing: [], large: null };
  const path = { guest, guestChain, origin, proberChain, sent: Number(sent) };
  const walked = walk(path);
  if (walked.unseen) return NOTHING_SEEN;
  // Of questions for an address one in three may be all that was sent: each place is held against what it was given.
  const losing = walked.segments.filter((segment) =>
    guilty(segment, segment.kind === "request" || segment.kind === "reply" ? missing : segment.in),
  );
  return { ...base, guestChain, walked, losing, large: largeOf(path, probe) };
}

function largeOf(path: Parameters<typeof walkLarge>[0], { fields: { vanished, fullSent, partsSent } }: Reading): Large | null {
  if (!isNumber(vanished) || vanished === 0) return null;
  const sent = (isNumber(fullSent) ? fullSent : 0) + (isNumber(partsSent) ? partsSent : 0);
  const segments = walkLarge({ ...path, sent });
  return { vanished, segments, losing: segments.filter((segment) => guilty(segment, vanished)) };
}

/** The guest's own Ethernet address, as the switch's database has it. */
export function guestMac(given: Given, solved: Solved): string | null {
  const ports = readingOf(given, "ovsPorts", { host: solved.guest.key });
  const names = [solved.guestChain?.inner, solved.guestChain?.edge, given.args["tap"], `qvo${(given.args["tap"] ?? "").slice(3)}`];
  const row = rowsOf(ports, "ports").find(({ key }) => names.includes(key));
  const mac = textIn(row, "mac");
  return mac === "" ? null : mac;
}
