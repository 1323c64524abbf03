import { isUnknown, unknown, type Unknown } from "#machines/contract/value.ts";
import type { Solved } from "../guest-solve.ts";
import { mayBeMissing } from "../unseen-drops.ts";

/**
 * What was sent to the guest's tap was captured before the queue behind it: where that was full, the guest may never have got it. A guest that takes
 * nothing at all has a full queue as well, and is silent for another reason.
 */
export function queueFull({ guest, guestChain, walked }: Solved): Unknown | null {
  const tap = guest.devices.find(({ key }) => key === guestChain?.edge);
  const taken = tap?.["out"];
  if (taken === 0) return null;
  const dropped = tap?.["outDropped"] ?? unknown("its queue was not read");
  if (isUnknown(dropped))
    return unknown(
      `whether the queue of ${guestChain?.edge ?? "its tap"} dropped what was sent to the guest is not known: ${dropped.unknown}`,
    );
  const missing = (walked?.segments ?? []).filter(({ place }) => place === "guest").map((segment) => segment.in - segment.out);
  if (!mayBeMissing(Number(dropped), Math.max(0, ...missing))) return null;
  return unknown(
    `the queue of ${guestChain?.edge ?? "its tap"} dropped ${Number(dropped)} frames to the guest in the window: small-packet-loss says whether they are what is missing`,
  );
}
