import { hostOf, placeOf } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { planMtu } from "../../topologies/overlay/mtu.ts";
import { UNDERLAY_INTERFACE } from "../../topologies/overlay/names.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { textOf, type Fault } from "../fault.ts";
import { fragmentsOf, overheadForgotten } from "../overlay/overlay.ts";
import { reach } from "./reach.ts";

const IP_AND_ICMP = 28;
const RIGHT = rightMtu(USUAL_TUNNEL);
/** The inner Ethernet header was forgotten, and nobody noticed as long as fragments passed. */
const PLANNED = RIGHT + 14;

/** What fragments-lost-between is in the switch, on the far node and before its capture: what left cmp1 never came, for all that can be seen there. */
export const fragmentsEaten: Fault = {
  id: "fragments-eaten",
  kind: "fault",
  topology: "overlay",
  about:
    "The tunnel's packets are too large and are fragmented, and a program at an interface (XDP) of one node drops fragments before any capture there.",
  story:
    "Since cmp2 was hardened against floods, large transfers to its guests hang. Small requests are answered, and no rule there has dropped anything.",
  groundTruth: {
    causes: [{ id: "packetProgram", host: "cmp2", object: UNDERLAY_INTERFACE }],
    contributing: [overheadForgotten(PLANNED), fragmentsOf(USUAL_TUNNEL, "cmp1"), fragmentsOf(USUAL_TUNNEL, "cmp2")],
  },
  parameters: { which: "all" },
  variants: { later: { which: "later" } },
  inject: async (lab, parameters) => {
    await planMtu((name) => placeOf(lab, name), PLANNED);
    const which = textOf(parameters, "which") === "later" ? "later" : "all";
    await eatFrames(lab, { owner: fragmentsEaten.id, on: hostOf(lab, "cmp2"), device: UNDERLAY_INTERFACE, what: ["fragments", which] });
  },
  heal: (lab) => planMtu((name) => placeOf(lab, name), RIGHT),
  check: async (lab) => {
    const mtu = Number(await placeOf(lab, "vma1").must(["cat", "/sys/class/net/eth1/mtu"]));
    const small = await reach(lab, { from: "vma1", to: "vma2" });
    const large = await reach(lab, { from: "vma1", to: "vma2" }, { payload: mtu - IP_AND_ICMP });
    const attached = await hasProgram(hostOf(lab, "cmp2"), UNDERLAY_INTERFACE);
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      mechanism: attached,
      saw: `vma1 to vma2: ${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} packets of ${mtu} bytes lost; ${attached ? "a" : "no"} program at ${UNDERLAY_INTERFACE} of cmp2`,
    };
  },
};
