import type { Given } from "#machines/contract/collector.ts";
import type { BriefHost } from "#machines/contract/brief.ts";
import { isUnknown, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { numberAt, readingOf, tableOf } from "./handshake-scene.ts";

/** A compute node between a guest and the network is no hop that handshakes are followed over: its security groups say themselves what they drop. */
export const computeNodes = (given: Given): readonly BriefHost[] => given.hosts.filter(({ role }) => role === "compute");

/** Two windows never close at the same instant, and a chain may drop a little else meanwhile. */
const fits = (dropped: number, lost: number): boolean => lost > 0 && Math.abs(dropped - lost) <= Math.max(2, lost / 5);

/** The chains of one host that dropped as many packets as segments are missing. */
export function guiltyChains(given: Given, host: BriefHost, lost: Value): readonly Row[] {
  const groups = readingOf(given, "securityGroups", host);
  if ("why" in groups || typeof lost !== "number") return [];
  return tableOf(groups.reading, "chains").filter((row) => fits(numberAt(row, "dropped"), lost));
}

/** Dropped by the chain that fits best; 0 where none does, and for hosts that are no compute nodes. */
export function droppedHere(given: Given, lost: Value): Value {
  if (given.host.role !== "compute") return 0;
  const groups = readingOf(given, "securityGroups", given.host);
  if ("why" in groups) return unknown(groups.why);
  if (isUnknown(lost)) return lost;
  const guilty = guiltyChains(given, given.host, lost).map((row) => numberAt(row, "dropped"));
  const { dropped } = groups.reading.fields;
  // Chains that nobody could list may have dropped them all.
  return guilty.length === 0 && isUnknown(dropped) ? dropped : Math.max(0, ...guilty);
}

/**
 * Did security groups take the segments that are missing? A chain that dropped many, and not about as many, may have dropped some of them besides what it
 * drops all day: then it is not known.
 */
export function tookThem(given: Given, lost: Value): Value {
  const said = computeNodes(given).map((host): Value => {
    const groups = readingOf(given, "securityGroups", host);
    if ("why" in groups) return unknown(groups.why);
    if (typeof lost !== "number") return lost;
    // Whatever groups drop all day, where nothing is missing they took none of it.
    if (lost === 0) return false;
    if (guiltyChains(given, host, lost).length > 0) return true;
    const { dropped = 0 } = groups.reading.fields;
    if (typeof dropped !== "number") return dropped;
    if (dropped === 0 || dropped * 2 < lost) return false;
    return unknown(`a security group of ${host.name} dropped ${dropped} packets in this window, and ${lost} segments are missing`);
  });
  return said.find((each) => each === true) ?? said.find(isUnknown) ?? false;
}
