import type { Row } from "#machines/contract/value.ts";
import { isUnread } from "../source-readings.ts";
import { numberIn, textIn } from "../guest-rows.ts";
import { devicesOf, type Side } from "../guest-side.ts";
import type { Solved } from "../guest-solve.ts";
import type { Segment } from "../guest-legs.ts";
import type { NetworkMtu } from "./network.ts";
import type { Unknown } from "#machines/contract/value.ts";

/** Devices of a port that take less than its network's packets, in the place where large ones vanish. */
export interface Devices {
  readonly small: readonly Row[];
  readonly losing: readonly Segment[];
}

/**
 * Smaller than the network's MTU, or than other devices of the same port: those are set all alike, so one that differs is the odd one, whatever the
 * network has. A pair or a bridge lets four bytes more pass than its MTU.
 */
export function smallDevices(
  solved: Solved,
  side: Side,
  at: { readonly port: string; readonly network: NetworkMtu | Unknown; readonly mtu: number },
): Devices {
  const { network, port, mtu } = at;
  const chain = side === solved.guest ? solved.guestChain : solved.proberChain;
  const rows = devicesOf(side, port).filter((row) => numberIn(row, "mtu") > 0);
  const most = Math.max(0, ...rows.map((row) => numberIn(row, "mtu")));
  const least = isUnread(network) || network.doubt !== null ? Math.min(most, mtu) : network.mtu;
  const below = rows.filter((row) => numberIn(row, "mtu") + SLACK < least);
  // A bridge takes the smallest MTU of its ports by itself: the port is to be set.
  const small = below.filter((row) => !below.some((other) => textIn(other, "master") === row.key));
  const place = chain?.hybrid === true ? "filter" : "switch";
  const losing = (solved.large?.losing ?? []).filter((segment) => segment.host === side.key && segment.place === place);
  return small.length === 0 || losing.length === 0 ? { small: [], losing: [] } : { small, losing };
}

const SLACK = 4;
