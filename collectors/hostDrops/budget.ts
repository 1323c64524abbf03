import { isUnknown, type Value } from "#machines/contract/value.ts";
import { plus, type Count, type HostWindow } from "../window.ts";

/**
 * A soft interrupt stops when its budget (300 packets by default) or its time (2 ms) is used up. One that stops after fewer packets than half a poll of one device
 * (64) did next to nothing: at 30 µs a packet, which a slow rule set takes, 2 ms are still enough for 64.
 */
const NEXT_TO_NOTHING = 32;
/** A stop takes a packet or none: with a budget of one packet, 0.4 packets a stop were measured on the host that it hit, and 0.003 on another one of the same machine. */
const OWN = 0.1;
/** As the runbook has it: fewer stops in a window are a busy host's. */
const OFTEN = 200;

/**
 * Does a CPU of this host stop so often, after so few packets, that its budget is what keeps packets waiting? Softnet is the machine's: where this host's interfaces took in next to
 * nothing, the stops are another host's.
 */
export function budgetShort(at: HostWindow): Value {
  const [squeezed, processed] = [at.rows("softnet", "cpus", "squeezed"), at.rows("softnet", "cpus", "processed")];
  if ("unknown" in squeezed) return squeezed;
  if ("unknown" in processed) return processed;
  const taken = new Map(processed);
  const counts = squeezed.map(([cpu, stops]) => shortOn(stops, taken.get(cpu) ?? 0));
  const stops = squeezed.reduce((sum, [, count], index) => sum + (counts[index] === true && !isUnknown(count) ? count : 0), 0);
  if (stops === 0) return counts.find(isUnknown) ?? false;
  const received = at.change("links", "rxPackets");
  return isUnknown(received) ? received : received >= OWN * stops;
}

function shortOn(stops: Count, packets: Count): Value {
  if (isUnknown(stops)) return stops;
  if (stops <= OFTEN) return false;
  return isUnknown(packets) ? packets : packets < NEXT_TO_NOTHING * stops;
}

/** What was refused because nobody drained it: by a ring; and by a backlog, where the budget is too short to empty that. */
export function unserved(ring: Count, backlog: Count, short: Value): Count {
  if (short === false || backlog === 0) return ring;
  if (isUnknown(short)) return short;
  return plus(ring, backlog);
}
