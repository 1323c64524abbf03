import type { Given } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { fragmentCount } from "../fragment-counts.ts";
import { type Answer, fieldOf, isNumber, readingOf } from "../source-readings.ts";

export function largePacketsOf(given: Given): Reading {
  const [there, back] = [sweep(given, "sender"), sweep(given, "receiver")];
  const [lostThere, lostBack] = [fieldOf(there, "vanished"), fieldOf(back, "vanished")];
  const lost = added([lostThere, lostBack]);
  const [boundaryThere, boundaryBack] = [boundaryOf(there), boundaryOf(back)];
  const boundary = smallest([boundaryThere, boundaryBack]);
  const fragmented = fragmentedBy(given);
  const clamped = clampedBy(given);
  const vanishes = isNumber(lost) && lost > 0 && clamped !== true;
  return {
    fields: {
      lostThere,
      lostBack,
      lost,
      boundaryThere,
      boundaryBack,
      boundary,
      belowFull: smallest(
        [belowOf(there), belowOf(back)].map((value, index) => ((index === 0 ? lostThere : lostBack) === 0 ? none : value)),
      ),
      toldThere: toldIn(there),
      reportedMtu: fieldOf(there, "reportedMtu"),
      fragmented,
      clamped,
      sent: added([fieldOf(there, "sent"), fieldOf(back, "sent")]),
      ...harmOf(vanishes, lost, fragmented),
    },
  };
}

const none = unknown("nothing vanished");

/** Sweeps of hosts that carry the tunnel are about the underlay, not about these two. */
const sweep = (given: Given, role: "sender" | "receiver"): Answer => readingOf(given, "dfSweep", { role });

function boundaryOf(found: Answer): Value {
  const lost = fieldOf(found, "vanished");
  if (!isNumber(lost)) return lost;
  return lost > 0 ? fieldOf(found, "largestPassing") : none;
}

const belowOf = (found: Answer): Value => fieldOf(found, "belowFull");

function toldIn(found: Answer): Value {
  const failure = fieldOf(found, "failure");
  return typeof failure === "object" ? failure : failure === "told";
}

/** A direction that was not swept adds nothing: what is known of the other still counts. Nothing known at all stays unknown. */
function added(values: readonly Value[]): Value {
  const known = values.filter(isNumber);
  return known.length === 0 ? (values[0] ?? none) : known.reduce((sum, each) => sum + each, 0);
}

function smallest(values: readonly Value[]): Value {
  const known = values.filter(isNumber);
  return known.length === 0 ? (values.find((value) => typeof value === "object") ?? none) : Math.min(...known);
}

/** A path without a tunnel's ends has nobody who could break up its packets. */
function fragmentedBy(given: Given): Value {
  const ends = ["senderHost", "receiverHost"].filter((role) => given.hosts.some((host) => host.role === role));
  return ends.length === 0 ? 0 : added(ends.map((role) => fragmentCount(given, { role, count: "FragOKs" })));
}

function clampedBy(given: Given): Value {
  const answers = given.sources.filter(({ collector }) => collector === "mssClamp");
  if (answers.length === 0) return false;
  const known = answers.flatMap(({ answer }) => ("fields" in answer ? [answer.fields["clamps"]] : []));
  if (known.includes(true)) return true;
  return known.length === answers.length ? false : unknown("whether a gateway clamps the MSS could not be read");
}

function harmOf(vanishes: boolean, lost: Value, fragmented: Value): Readonly<Record<"harmed" | "harm", Value>> {
  if (vanishes) return { harmed: lost, harm: "vanish" };
  if (!isNumber(lost)) return { harmed: lost, harm: lost };
  // A host that nobody named breaks nothing up that could be counted.
  const broken = isNumber(fragmented) ? fragmented : 0;
  return { harmed: broken, harm: broken > 0 ? "fragments" : "none" };
}
