import type { Reading, Value } from "#machines/contract/value.ts";
import { unknown } from "#machines/contract/value.ts";

/** Segments that are much shorter than they may be differ too much among themselves for their average to say how many carry so many bytes. */
const FULL = 0.9;
/** Below so many a share says nothing. */
const ENOUGH = 5;

/**
 * Of the segments that were sent again, the share of which the first came to the receiver as well, in percent, at the least: more segments came in than what was taken in
 * needs. Such were not lost on the way; they were overtaken, or refused at its end, for their checksum.
 *
 * What came out of order and waits for a gap to be filled was not taken in yet, and is no repetition: all by which the buffer grew is taken for that. The
 * ends look at somewhat different moments, so shares of what each counted are compared.
 * Source: https://elixir.bootlin.com/linux/v6.1/source/net/ipv4/tcp_ipv4.c#L2071 (tcp_segs_in, before the checksum of the data is looked at)
 */
export function hadArrived(sender: Reading | null, receiver: Reading | null): Value {
  const [again, size, largest] = ["retransPercent", "segmentBytes", "mssBytes"].map((field) => sender?.fields[field]);
  const [segments, bytes, held] = ["segmentsIn", "bytesIn", "heldBytes"].map((field) => receiver?.fields[field]);
  if (typeof again !== "number" || typeof size !== "number" || typeof largest !== "number")
    return unknown("the sender does not count what it sent again, or its segments");
  if (typeof segments !== "number" || typeof bytes !== "number" || typeof held !== "number")
    return unknown("the receiver does not count the segments that came in");
  if (size < FULL * largest) return unknown("the segments differ in size");
  if ((again / 100) * segments < ENOUGH) return unknown("next to nothing was sent again");
  const beyond = segments - bytes / size - held / size;
  return Math.min(100, Math.max(0, (100 * 100 * beyond) / (again * segments)));
}
