import { placeOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { droppedByRules } from "../../measure/rules.ts";
import { planMtu } from "../../topologies/overlay/mtu.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { textOf, type Fault } from "../fault.ts";
import { fragmentsOf, overheadForgotten } from "../overlay/overlay.ts";
import { reach } from "./reach.ts";

const TABLE = "ip hardening";
const IP_AND_ICMP = 28;
const RIGHT = rightMtu(USUAL_TUNNEL);
/** The inner Ethernet header was forgotten, and nobody noticed as long as fragments passed. */
const PLANNED = RIGHT + 14;

/** Before connection tracking puts fragments together. */
const RULES = `table ${TABLE} {
  chain prerouting {
    type filter hook prerouting priority -450; policy accept;
    iifname "eth1" ip frag-off & 0x3fff != 0 counter drop comment "no fragments"
  }
}
`;

export const fragmentsDropped: Fault = {
  id: "fragments-dropped",
  kind: "fault",
  topology: "overlay",
  about: "The tunnel's packets are too large and are fragmented, and one node's filter drops fragments.",
  story: "Since the compute nodes were hardened, large transfers to guests of one node hang. Small requests are answered.",
  groundTruth: (parameters) => ({
    causes: [{ id: "fragmentsDropped", host: textOf(parameters, "node"), object: TABLE }],
    contributing: [overheadForgotten(PLANNED), fragmentsOf(USUAL_TUNNEL, "cmp1"), fragmentsOf(USUAL_TUNNEL, "cmp2")],
  }),
  parameters: { node: "cmp2" },
  variants: { "other-node": { node: "cmp1" } },
  inject: async (lab, parameters) => {
    await planMtu((name) => placeOf(lab, name), PLANNED);
    await loadTable(placeOf(lab, textOf(parameters, "node")), RULES);
  },
  heal: async (lab, parameters) => {
    await dropTable(placeOf(lab, textOf(parameters, "node")), TABLE);
    await planMtu((name) => placeOf(lab, name), RIGHT);
  },
  check: async (lab, parameters) => {
    const node = placeOf(lab, textOf(parameters, "node"));
    const from = node.name === "cmp2" ? "vma1" : "vma2";
    const to = node.name === "cmp2" ? "vma2" : "vma1";
    const mtu = Number(await placeOf(lab, from).must(["cat", "/sys/class/net/eth1/mtu"]));
    const before = await droppedByRules(node);
    const small = await reach(lab, { from, to });
    const large = await reach(lab, { from, to }, { payload: mtu - IP_AND_ICMP });
    const dropped = (await droppedByRules(node)) - before;
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      mechanism: dropped >= large.sent,
      saw: `${from} to ${to}: ${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} packets of ${mtu} bytes lost; ${node.name}'s rule +${dropped}`,
    };
  },
};
