import { unknown, type Value } from "#machines/contract/value.ts";
import { numberIn, textIn } from "../guest-rows.ts";
import type { Solved } from "../guest-solve.ts";
import { isUnread } from "../source-readings.ts";
import type { NetworkMtu, Sent } from "./network.ts";
import type { Unknown } from "#machines/contract/value.ts";

/** What the guest's own MTU is, and whether that is where large packets end. */
export interface Own {
  /** Bytes of the largest answer or piece of one that came out of the guest. */
  readonly mtu: Value;
  readonly odd: Value;
  /** Large probes that it explains. */
  readonly lost: number;
  /** It sends larger packets than its network carries: wherever those are lost on the way back, that is why. */
  readonly larger: boolean;
}

/** Pieces carry multiples of eight bytes: an MTU may be up to seven larger than the piece. */
const PIECE_STEP = 8;

export function ownMtu(solved: Solved, sent: Sent, network: NetworkMtu | Unknown): Own {
  const first = largestOf(solved);
  const silent = unknown("the guest sent no large answer, so its MTU does not show");
  if (first === null) return { mtu: silent, odd: silent, lost: 0, larger: false };
  if (isUnread(network)) return { mtu: first, odd: network, lost: 0, larger: false };
  const larger = first > network.mtu && sent.partsReceived === 0;
  // Only a question that came in small pieces is answered whatever the guest's own MTU is.
  const smaller = sent.smallParts && first + PIECE_STEP <= network.mtu && sent.fullReceived === 0 && lostInGuest(solved) > 0;
  const none = { mtu: first, lost: 0, larger: false };
  if (!larger && !smaller) return { ...none, odd: false };
  if (network.doubt !== null) return { ...none, odd: network.doubt, larger };
  return { mtu: first, odd: true, lost: larger ? sent.partsSent : lostInGuest(solved), larger };
}

/** Is it the prober that differs from its network? Then it loses its own large packets, whatever the guest has. */
export function probersMtu(solved: Solved, sent: Sent, network: NetworkMtu | Unknown): Own {
  const none = { mtu: sent.mtu, lost: 0, larger: false };
  if (isUnread(network)) return { ...none, odd: network };
  const first = largestOf(solved);
  // The guest's answers have the prober's MTU: two that agree are not both odd.
  if (network.doubt !== null)
    return { ...none, odd: first !== null && first <= sent.mtu && first + PIECE_STEP > sent.mtu ? false : network.doubt };
  return solved.probe.fields["onLink"] === true && sent.mtu !== network.mtu
    ? { ...none, odd: true, lost: sent.vanished }
    : { ...none, odd: false };
}

const lostInGuest = ({ large }: Solved): number =>
  (large?.losing ?? []).filter(({ place }) => place === "guest").reduce((sum, segment) => sum + segment.in - segment.out, 0);

function largestOf({ guest, guestChain }: Solved): number | null {
  const rows = guest.hops.filter(
    (hop) => textIn(hop, "device") === guestChain?.edge && textIn(hop, "direction") === "in" && textIn(hop, "where") === "-",
  );
  const most = Math.max(0, ...rows.map((hop) => numberIn(hop, "largestReply")));
  return most === 0 ? null : most;
}
