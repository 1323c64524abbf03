import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Value } from "#machines/contract/value.ts";
import { fragmentCount } from "../fragment-counts.ts";
import { fieldOf, isNumber, readingOf, total } from "../source-readings.ts";
import { outsideOnly } from "../unseen-drops.ts";
import { rulesThatDropped } from "./rules.ts";

export type End = "senderHost" | "receiverHost";

/**
 * A direction in which large packets vanished, with the end where it begins and the one where it should end. Answers to probes are as large as these: what
 * loses the ones loses the others, so both sweeps lose where one direction does.
 */
export type Way = readonly [name: string, from: End, to: End];

/** Counts of two captures this close to each other differ by what was on its way when a window opened or closed. */
const EDGE = 2;

/** Of ways on which packets vanished, those on which fewer fragments came to the far end than the near one made; all of them where nobody counted. */
export function waysOfFragments(given: Given, lost: readonly Way[]): readonly Way[] {
  const counted = lost.map((way) => missing(given, way));
  return counted.every(isNumber) && counted.some((count) => Number(count) > 0) ? lost.filter((_, at) => Number(counted[at]) > 0) : lost;
}

/** Whether fragments on these ways left one end and did not come to the other: none at all, or none but the first of each packet, which alone has the ports. */
export function lostOnTheWay(given: Given, ways: readonly Way[]): Value {
  return any(ways.map((way) => lostOn(given, way)));
}

function lostOn(given: Given, way: Way): Value {
  const [, from, to] = way;
  const left = seenAt(given, from, "fragmentsOut");
  // What left in one piece, or came as often as it left, was not lost as a fragment.
  if (left === 0 || missing(given, way) === 0) return false;
  const arrived = seenAt(given, to, "fragmentsIn");
  const blind = [left, arrived].find(isUnknown) ?? gapAt(given, from) ?? gapAt(given, to);
  if (blind !== undefined) return blind;
  if (arrived === 0) return outside(given, way, Number(left));
  if (stopAt(given, to) === true) return false;
  const [whole, came] = [seenAt(given, from, "wholeOut"), seenAt(given, to, "wholeIn")];
  if (!isNumber(whole)) return whole;
  if (!isNumber(came)) return came;
  if (came >= whole - EDGE && came > 0) return false;
  if (whole === 0) return unknown("of packets that were broken up, not all fragments were seen leaving the near end");
  if (came > 0) return unknown(`of ${whole} packets that left in pieces ${came} arrived whole: some of any kind may be lost on the way`);
  return outside(given, way, whole);
}

/** True where neither end can have dropped so many itself, the near one behind its capture or the far one before it. */
function outside(given: Given, [, from, to]: Way, lost: number): Value {
  const before = outsideOnly(given, lost, { collector: "tunnelCapture", roles: [to], places: ["backlogDrops", "ringDrops", "cardDrops"] });
  if (isUnknown(before)) return before;
  const behind = outsideOnly(given, lost, { collector: "tunnelCapture", roles: [from], places: ["sendDrops"], sends: true });
  return isUnknown(behind) ? behind : true;
}

/** Whether fragments that came to this end went no further: the kernel got fewer than arrived, or rules here dropped as many as are missing. */
export function stopAt(given: Given, end: End): Value {
  const arrived = seenAt(given, end, "fragmentsIn");
  if (!isNumber(arrived) || arrived === 0) return isNumber(arrived) ? (gapAt(given, end) ?? false) : arrived;
  const [came, pieces] = [seenAt(given, end, "begunIn"), seenAt(given, end, "piecesIn")];
  const got = fragmentCount(given, { role: end, count: "ReasmReqds" });
  if (isNumber(got) && got < (isNumber(pieces) ? pieces : isNumber(came) ? came : arrived)) return true;
  const gone = missing(given, ["", end === "senderHost" ? "receiverHost" : "senderHost", end]);
  if (!isNumber(gone) || gone === 0) return isNumber(gone) ? false : gone;
  // The first ones went on, and later ones never came: what is missing was lost before.
  if (isNumber(pieces) && pieces === came && gapAt(given, end) === undefined) return false;
  const host = given.hosts.find(({ role }) => role === end);
  const dropped = host === undefined ? 0 : total(rulesThatDropped(given, host.key), "packets");
  if (dropped >= gone) return true;
  return unknown("first fragments arrived and went on; where the later ones end is not seen");
}

type Seen = "fragmentsIn" | "fragmentsOut" | "begunIn" | "wholeIn" | "wholeOut" | "piecesIn";

const seenAt = (given: Given, end: End, field: Seen): Value => fieldOf(readingOf(given, "tunnelCapture", { role: end }), field);

/** Why nothing follows from what this end's capture did not see; undefined where it saw everything. */
function gapAt(given: Given, end: End): Value | undefined {
  const complete = fieldOf(readingOf(given, "tunnelCapture", { role: end }), "complete");
  if (complete === true) return undefined;
  return isUnknown(complete) ? complete : unknown("the capture at one end of the tunnel has gaps");
}

function missing(given: Given, [, from, to]: Way): Value {
  const made = fragmentCount(given, { role: from, count: "FragCreates" });
  const got = fragmentCount(given, { role: to, count: "ReasmReqds" });
  if (!isNumber(made)) return made;
  return isNumber(got) ? Math.max(0, made - got) : got;
}

const any = (values: readonly Value[]): Value => (values.includes(true) ? true : (values.find(isUnknown) ?? false));
