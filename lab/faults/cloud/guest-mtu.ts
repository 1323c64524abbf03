import { placeOf } from "../../hosts/lab.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { around } from "../../measure/counters.ts";
import { echo } from "../../measure/echo.ts";
import { largePacketsOutsideAsk, oneGuestWithNetwork } from "../../topologies/overlay/asks.ts";
import { planMtu } from "../../topologies/overlay/mtu.ts";
import { OUTSIDE, ROUTER } from "../../topologies/overlay/names.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { fragmentsOf } from "../overlay/overlay.ts";
import { numberOf, textOf, type Fault } from "../fault.ts";

const IP_AND_ICMP = 28;
const RIGHT = rightMtu(USUAL_TUNNEL);

/** One guest was given an MTU of its own. What it sends to other guests is held in check by their MSS; what it sends to the world is not. */
export const guestMtu: Fault = {
  id: "guest-mtu",
  kind: "fault",
  topology: "overlay",
  about: "One guest was given a larger MTU by DHCP than its network carries; its router does not take such packets.",
  story: "Uploads from one guest to the outside hang. Its downloads are fine, and so is everything between guests.",
  // Between guests nothing vanishes: there the node fragments what the tunnel makes of such packets.
  groundTruth: (parameters) => ({
    causes: [{ id: "guestMtu", host: textOf(parameters, "guest"), object: "eth1" }],
    contributing: [fragmentsOf(USUAL_TUNNEL, textOf(parameters, "guest") === "vma1" ? "cmp1" : "cmp2")],
  }),
  parameters: { guest: "vma1", mtu: 1_500 },
  variants: { slightly: { mtu: RIGHT + 14 }, "other-guest": { guest: "vma2" } },
  // Whoever cannot log in to the guest has odd-guest-mtu; here it is the prober that has another MTU than its network.
  asks: (parameters) => [
    largePacketsOutsideAsk(textOf(parameters, "guest")),
    ...(textOf(parameters, "guest") === "vma1" ? [oneGuestWithNetwork()] : []),
  ],
  inject: (lab, parameters) => planMtu((name) => placeOf(lab, name), RIGHT, { [textOf(parameters, "guest")]: numberOf(parameters, "mtu") }),
  heal: (lab) => planMtu((name) => placeOf(lab, name), RIGHT),
  check: async (lab, parameters) => {
    const from = placeOf(lab, textOf(parameters, "guest"));
    const mtu = Number(await from.must(["cat", "/sys/class/net/eth1/mtu"]));
    const read = () => interfaceCounters(placeOf(lab, "net1"), ROUTER.insidePort);
    const probe = { from, to: OUTSIDE.server, count: 4, intervalMs: 20 } as const;
    const small = await echo(probe);
    const { result: large, change } = await around(read, () => echo({ ...probe, payload: mtu - IP_AND_ICMP }));
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      // One of them may be lost before it gets there: in the forwarder's way to a neighbour that it has to ask for first.
      mechanism: mtu > RIGHT && (change["tx_dropped"] ?? 0) >= large.sent / 2,
      saw:
        `${from.name}'s MTU ${mtu}, right ${RIGHT}; to ${OUTSIDE.server} ${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} ` +
        `full-size packets lost; ${ROUTER.insidePort} tx dropped +${change["tx_dropped"]}`,
    };
  },
};
