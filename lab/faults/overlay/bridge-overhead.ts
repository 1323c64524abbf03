import { hostOf, type Lab } from "../../hosts/lab.ts";
import { largePacketsAsk } from "../../topologies/overlay/asks.ts";
import { configureByHand } from "../../topologies/overlay/mtu.ts";
import { GUEST_INTERFACE, NETWORK_B, UNDERLAY_INTERFACE } from "../../topologies/overlay/names.ts";
import { bridgeVxlan } from "../../topologies/overlay/nodes.ts";
import { rightMtu } from "../../topologies/overlay/tunnel.ts";
import { numberOf, type Fault } from "../fault.ts";
import { atOf, restoreOverlay } from "./overlay.ts";
import { describeRates, observeGuests, stuckOnly } from "./window.ts";

const SIDES = ["cmp1", "cmp2"] as const;
const RIGHT_MTU = rightMtu({ carrier: "kvx" });

/**
 * Bound to the underlay's card, the VXLAN device has that card's MTU less 50. A bridge that hands its frames to netfilter refuses larger ones
 * to it as if it routed them, and tells nobody. A VXLAN device that is bound to no card has an MTU of 1500, and itself answers the guests with Fragmentation Needed.
 */
export const bridgeOverhead: Fault = {
  id: "bridge-overhead",
  kind: "fault",
  topology: "overlay",
  about:
    "Guests on a Linux bridge have a larger MTU than the VXLAN device in it, and the bridge drops what does not fit without telling them.",
  story: "Between the two guests of network B, everything that is small works. The first full packet of a copy never arrives.",
  groundTruth: () => ({
    causes: ["vmb1", "vmb2"].map((host) => ({
      id: "tunnelOverhead" as const,
      host,
      object: `${GUEST_INTERFACE}, over ${NETWORK_B.vxlan}`,
    })),
  }),
  parameters: { mtu: 1_500 },
  variants: { "by-14": { mtu: RIGHT_MTU + 14 } },
  asks: [largePacketsAsk("vmb1", "vmb2")],
  inject: async (lab, parameters) => {
    await remakeVxlan(lab, `dev ${UNDERLAY_INTERFACE}`);
    await configureByHand(atOf(lab), numberOf(parameters, "mtu"));
  },
  heal: async (lab) => {
    await remakeVxlan(lab, "");
    await configureByHand(atOf(lab), RIGHT_MTU);
    await restoreOverlay(lab);
  },
  check: async (lab) => {
    const window = await observeGuests(lab, "vmb1", "vmb2");
    const counted = SIDES.map(
      (side) => [window.change[`${side}.IpFragFails`] ?? 0, window.change[`${side}.IcmpInDestUnreachs`] ?? 0] as const,
    );
    return {
      symptom: stuckOnly(window, { up: true, down: true }),
      mechanism: counted.every(([failed, told]) => failed > 0 && told === 0),
      saw: `${describeRates(window)}; FragFails cmp1 +${counted[0]?.[0]}, cmp2 +${counted[1]?.[0]}; ICMP unreachable received cmp1 +${counted[0]?.[1]}, cmp2 +${counted[1]?.[1]}`,
    };
  },
};

const remakeVxlan = async (lab: Lab, more: string): Promise<void> => {
  const remake = (side: (typeof SIDES)[number]) =>
    hostOf(lab, side).must([
      "sh",
      "-euc",
      `[ ! -e /sys/class/net/${NETWORK_B.vxlan} ] || ip link del dev ${NETWORK_B.vxlan}\n${bridgeVxlan(side, more)}`,
    ]);
  await Promise.all(SIDES.map(remake));
};
