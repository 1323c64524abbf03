import { placeOf, type Lab } from "../../hosts/lab.ts";
import { echo, type Echoed, type EchoSpec } from "../../measure/echo.ts";
import { GUEST_INTERFACE, guestOf } from "../../topologies/overlay/names.ts";
import { WITHOUT_CACHED_FLOWS } from "../../topologies/overlay/openvswitch.ts";

export const PROBES = 5;

/** Small pings from one guest to another: what a guest that is cut off fails at once. */
export const reach = (lab: Lab, { from, to }: Way, more: Partial<EchoSpec> = {}): Promise<Echoed> =>
  echo({ from: placeOf(lab, from), to: guestOf(to).address, count: PROBES, intervalMs: 20, ...more });

/** What switches and guests keep of how they reached each other before: a change shows at once, and so does its end. */
export const forgetPaths = async (lab: Lab): Promise<void> => {
  await Promise.all(["cmp1", "cmp2"].map((node) => placeOf(lab, node).must(["sh", "-c", WITHOUT_CACHED_FLOWS])));
  await Promise.all(["vma1", "vma2"].map((guest) => placeOf(lab, guest).must(["ip", "neigh", "flush", "dev", GUEST_INTERFACE])));
};

/** Names of guests. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

/** The other guest of network A, on the other compute node. */
export const peerOf = (guest: string): string => (guest === "vma1" ? "vma2" : "vma1");
