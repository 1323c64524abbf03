import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Row, type Value } from "#machines/contract/value.ts";
import { windowOn } from "../window.ts";
import type { Looked, Sign, Weights } from "./areas.ts";

/** From here on it is what people notice of a queue; below it, what they notice is the rate (ITU-T G.114 calls up to 150 ms one way acceptable for speech). */
const LONG_WAIT_MS = 100;
/** As many as a healthy host's discipline may hold back in a burst. */
const LEAST_OVERLIMITS = 100;

/** Packets that wait in a queue before and after: it hardly empties in between. */
export function queuesOn(given: Given, host: string): Looked {
  const waiting = (["before", "after"] as const).map((moment): Value => {
    const answer = given.sources.find((each) => each.collector === "qdisc" && each.host.key === host && each.moment === moment)?.answer;
    if (answer === undefined || "kind" in answer) return { unknown: `the queues could not be read ${moment} the window` };
    return answer.fields["backlogPackets"] ?? { unknown: "the queues do not say what waits in them" };
  });
  // Empty at one end is empty, whatever the other one was.
  const why = waiting.includes(0) ? undefined : waiting.find((value) => isUnknown(value));
  if (why !== undefined && isUnknown(why)) return { signs: [], unread: [{ areas: ["delay"], why }] };
  const count = Math.min(...waiting.map((value) => (typeof value === "number" ? value : 0)));
  if (count === 0) return { signs: [], unread: [] };
  return { signs: [{ key: "qdisc backlogPackets", count, weights: weightsOf(given, host, count) }, ...shapersOn(given, host)], unread: [] };
}

/** How long a packet waits is what waits by how many leave in a second (Little's law). Where nothing leaves, it waits for good. */
function weightsOf(given: Given, host: string, waiting: number): Weights {
  const left = windowOn(given, host).change("qdisc", "sentPackets");
  if (typeof left !== "number") return { delay: 7, slow: 2 };
  const waitMs = left === 0 ? Infinity : (waiting * 1_000 * Number(given.inputs["seconds"] ?? 10)) / left;
  return waitMs >= LONG_WAIT_MS ? { delay: 9, slow: 2 } : { delay: 5, slow: 2 };
}

/** An interface on which something waits at both ends of the window and that was held back by a rate within it: its shaper is the narrow place, and not the link. */
function shapersOn(given: Given, host: string): readonly Sign[] {
  const held = windowOn(given, host).rows("qdisc", "qdiscs", "overlimits");
  if ("unknown" in held) return [];
  const full = [rowsAt(given, host, "before"), rowsAt(given, host, "after")].map(
    (rows) => new Set(rows.filter(({ backlogPackets }) => typeof backlogPackets === "number" && backlogPackets > 0).map(interfaceOf)),
  );
  const shaped = new Set(
    held
      .filter(
        ([key, change]) => typeof change === "number" && change >= LEAST_OVERLIMITS && full.every((each) => each.has(interfaceOf({ key }))),
      )
      .map(([key]) => interfaceOf({ key })),
  );
  return [...shaped].map((each) => ({ key: `${each} held back by its shaper`, count: 1, weights: { slow: 5 } }));
}

/** "eth1 tbf 82b2:" is a discipline of eth1. */
const interfaceOf = ({ key }: { readonly key: string }): string => key.split(" ")[0] ?? key;

const rowsAt = ({ sources }: Given, host: string, moment: "before" | "after"): readonly Row[] => {
  const answer = sources.find((each) => each.collector === "qdisc" && each.host.key === host && each.moment === moment)?.answer;
  return answer === undefined || "kind" in answer ? [] : (answer.tables?.["qdiscs"] ?? []);
};
