import { placeOf, type Lab } from "../../hosts/lab.ts";
import { ping, type Pinged, type PingSpec } from "../../measure/ping.ts";
import { guestOf } from "../../topologies/overlay/names.ts";

export const PROBES = 5;

/** Small pings from one guest to another: what a guest that is cut off fails at once. */
export const reach = (lab: Lab, { from, to }: Way, more: Partial<PingSpec> = {}): Promise<Pinged> =>
  ping({ from: placeOf(lab, from), to: guestOf(to).address, count: PROBES, intervalMs: 100, ...more });

/** Names of guests. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

/** The other guest of network A, on the other compute node. */
export const peerOf = (guest: string): string => (guest === "vma1" ? "vma2" : "vma1");
