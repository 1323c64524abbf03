import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Value } from "#machines/contract/value.ts";
import { changeOf, fieldOf, isNumber, readingOf, total } from "../source-readings.ts";
import { rulesThatDropped } from "./rules.ts";

export type End = "senderHost" | "receiverHost";

/**
 * A direction in which large packets vanished, with the end where it begins and the one where it should end. Answers to probes are as large as these: what
 * loses the ones loses the others, so both sweeps lose where one direction does.
 */
export type Way = readonly [name: string, from: End, to: End];

/** Of ways on which packets vanished, those on which fewer fragments came to the far end than the near one made; all of them where nobody counted. */
export function waysOfFragments(given: Given, lost: readonly Way[]): readonly Way[] {
  const counted = lost.map((way) => missing(given, way));
  return counted.every(isNumber) && counted.some((count) => Number(count) > 0) ? lost.filter((_, at) => Number(counted[at]) > 0) : lost;
}

/** Whether none of the fragments on these ways arrived. Only the first of each shows in a capture whose packet it was: of later ones nobody knows where they end. */
export function lostOnTheWay(given: Given, ways: readonly Way[]): Value {
  return any(
    ways.map((way) => {
      const [, from, to] = way;
      // What left in one piece, or came as often as it left, was not lost as a fragment.
      if (seenAt(given, from, "fragmentsOut") === 0 || missing(given, way) === 0) return false;
      const arrived = seenAt(given, to, "fragmentsIn");
      if (!isNumber(arrived)) return arrived;
      if (arrived === 0) return true;
      const stops = stopAt(given, to);
      return stops === true ? false : unknown("first fragments arrived; where the later ones end is not seen");
    }),
  );
}

/** Whether fragments that came to this end went no further: the kernel got fewer than arrived, or rules here dropped as many as are missing. */
export function stopAt(given: Given, end: End): Value {
  const arrived = seenAt(given, end, "fragmentsIn");
  if (!isNumber(arrived) || arrived === 0) return isNumber(arrived) ? false : arrived;
  const got = changeOf(given, "protocolCounters", { role: end, field: "IpReasmReqds" });
  if (isNumber(got) && got < arrived) return true;
  const gone = missing(given, ["", end === "senderHost" ? "receiverHost" : "senderHost", end]);
  if (!isNumber(gone) || gone === 0) return isNumber(gone) ? false : gone;
  const host = given.hosts.find(({ role }) => role === end);
  const dropped = host === undefined ? 0 : total(rulesThatDropped(given, host.key), "packets");
  return dropped >= gone ? true : unknown("first fragments arrived and went on; where the later ones end is not seen");
}

const seenAt = (given: Given, end: End, field: "fragmentsIn" | "fragmentsOut"): Value =>
  fieldOf(readingOf(given, "tunnelCapture", { role: end }), field);

function missing(given: Given, [, from, to]: Way): Value {
  const made = changeOf(given, "protocolCounters", { role: from, field: "IpFragCreates" });
  const got = changeOf(given, "protocolCounters", { role: to, field: "IpReasmReqds" });
  if (!isNumber(made)) return made;
  return isNumber(got) ? Math.max(0, made - got) : got;
}

const any = (values: readonly Value[]): Value => (values.includes(true) ? true : (values.find(isUnknown) ?? false));
