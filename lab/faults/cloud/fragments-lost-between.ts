import { placeOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { droppedByRules } from "../../measure/rules.ts";
import { planMtu } from "../../topologies/overlay/mtu.ts";
import { UNDERLAY, underlayPort } from "../../topologies/overlay/names.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { fragmentsOf, overheadForgotten } from "../overlay/overlay.ts";
import { reach } from "./reach.ts";

const TABLE = "netdev balancing";
const IP_AND_ICMP = 28;
const RIGHT = rightMtu(USUAL_TUNNEL);
/** The inner Ethernet header was forgotten, and nobody noticed as long as fragments passed. */
const PLANNED = RIGHT + 14;
/** The offset alone, or with "more fragments": the first one has the ports, if anything has. */
const MASKS = { later: "0x1fff", all: "0x3fff" } as const;

const sender = (parameters: Parameters): "cmp1" | "cmp2" => (textOf(parameters, "from") === "cmp2" ? "cmp2" : "cmp1");

/** Below the switch's own bridge, where it takes frames from one node: the other way is free. */
const rules = (parameters: Parameters): string => `table ${TABLE} {
  chain ingress {
    type filter hook ingress device ${underlayPort(sender(parameters))} priority 0; policy accept;
    ip frag-off & ${textOf(parameters, "which") === "later" ? MASKS.later : MASKS.all} != 0 counter drop comment "no fragments"
  }
}
`;

/** What fragments-dropped is on a node, on the way between two: nobody can log in there, and no counter of a node moves. */
export const fragmentsLostBetween: Fault = {
  id: "fragments-lost-between",
  kind: "fault",
  topology: "overlay",
  about: "The tunnel's packets are too large and are fragmented, and the switch between the nodes loses fragments.",
  story:
    "Since the switches between the racks were replaced, large transfers to guests in the other rack hang. Small requests are answered.",
  groundTruth: {
    causes: [{ id: "fragmentsLostBetween" }],
    contributing: [overheadForgotten(PLANNED), fragmentsOf(USUAL_TUNNEL, "cmp1"), fragmentsOf(USUAL_TUNNEL, "cmp2")],
  },
  parameters: { from: "cmp1", which: "all" },
  variants: { back: { from: "cmp2" }, later: { which: "later" } },
  inject: async (lab, parameters) => {
    await planMtu((name) => placeOf(lab, name), PLANNED);
    await loadTable(placeOf(lab, UNDERLAY), rules(parameters));
  },
  heal: async (lab) => {
    await dropTable(placeOf(lab, UNDERLAY), TABLE);
    await planMtu((name) => placeOf(lab, name), RIGHT);
  },
  check: async (lab, parameters) => {
    const [from, to] = sender(parameters) === "cmp1" ? ["vma1", "vma2"] : ["vma2", "vma1"];
    const underlay = placeOf(lab, UNDERLAY);
    const mtu = Number(await placeOf(lab, from).must(["cat", "/sys/class/net/eth1/mtu"]));
    const before = await droppedByRules(underlay);
    const small = await reach(lab, { from, to });
    const large = await reach(lab, { from, to }, { payload: mtu - IP_AND_ICMP });
    const dropped = (await droppedByRules(underlay)) - before;
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      mechanism: dropped >= large.sent,
      saw: `${from} to ${to}: ${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} packets of ${mtu} bytes lost; the switch dropped ${dropped} fragments`,
    };
  },
};
