import type { Turn } from "./address.ts";
import { turnedText } from "./text.ts";

/** Twenty bytes, the shortest header of IPv4, written as digits without a break: packets, in which an address cannot be changed without the sums over it. */
const PACKETS = /[0-9a-f]{40}|(?:\b[0-9a-f]{4} ){7}[0-9a-f]{4}\b/i;

/** What a host printed, with other addresses; null where one may still be in it, in a form that cannot be changed. */
export function turnedOutput(output: Buffer, turn: Turn): Buffer | null {
  // One character for each byte, so that what is not UTF-8 stays as it was.
  const text = turnedText(output.toString("latin1"), turn);
  return PACKETS.test(text) ? null : Buffer.from(text, "latin1");
}

/** Addresses that were turned, in the other forms that they are written in: as one number. None of these may be left. */
export function leftIn(output: Buffer, turn: Turn): boolean {
  const text = output.toString("latin1").toLowerCase();
  const words = new Set(
    text.match(/(?<![0-9a-z])(?:0x)?(?:[0-9a-f]{8}|[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-z])/g)?.map((word) => word.replace(/^0x/, "")),
  );
  if (words.size === 0) return false;
  for (const bytes of turn.seen()) {
    const hex = Buffer.from(bytes).toString("hex");
    const backwards = Buffer.from(bytes.toReversed()).toString("hex");
    if (words.has(hex) || words.has(backwards)) return true;
  }
  return false;
}
