import { placeOf } from "../../hosts/lab.ts";
import { flowPackets } from "../../measure/flow-packets.ts";
import { guestOf } from "../../topologies/overlay/names.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { forgetPaths, PROBES, reach } from "./reach.ts";

const COOKIE = "0xfee1dead";

/** Drops what one guest sends to the other, where it leaves its node, or leads it in a circle. ARP and everything else pass. */
const flowOf = (parameters: Parameters): string => {
  const [from, to] = [guestOf(textOf(parameters, "from")), guestOf(textOf(parameters, "to"))];
  return `cookie=${COOKIE},priority=500,ip,nw_src=${from.address},nw_dst=${to.address},actions=${textOf(parameters, "actions")}`;
};
const nodeOf = (parameters: Parameters): string => guestOf(textOf(parameters, "from")).node;
const leadsOn = (parameters: Parameters): boolean => textOf(parameters, "actions") !== "drop";
const bridgeOf = (parameters: Parameters): string => textOf(parameters, "bridge");

export const flowTableDrop: Fault = {
  id: "flow-table-drop",
  kind: "fault",
  topology: "overlay",
  about: "A flow that somebody left on a compute node's virtual switch drops what one guest sends to another.",
  story: "One guest does not get answers from another any more. Both reach everybody else.",
  groundTruth: (parameters) => ({
    causes: [{ id: "flowTableDrop", host: nodeOf(parameters), object: leadsOn(parameters) ? "in a circle" : bridgeOf(parameters) }],
  }),
  parameters: { from: "vma1", to: "vma2", bridge: "br-int", actions: "drop" },
  variants: { tunnel: { bridge: "br-tun" }, "way-back": { from: "vma2", to: "vma1" }, circle: { actions: "resubmit(,0)" } },
  inject: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["ovs-ofctl", "add-flow", bridgeOf(parameters), flowOf(parameters)]);
    await forgetPaths(lab);
  },
  heal: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["ovs-ofctl", "del-flows", bridgeOf(parameters), `cookie=${COOKIE}/-1`]);
    await forgetPaths(lab);
  },
  check: async (lab, parameters) => {
    const read = () => flowPackets(placeOf(lab, nodeOf(parameters)), bridgeOf(parameters), COOKIE);
    const before = await read();
    const { sent, lost } = await reach(lab, { from: "vma1", to: "vma2" });
    const dropped = (await read()) - before;
    return {
      symptom: lost === sent,
      // Open vSwitch writes a flow's count a moment after the packets. A flow that leads to itself counts each packet many times.
      mechanism: dropped > 0 && (leadsOn(parameters) || dropped <= PROBES),
      saw: `${lost} of ${sent} pings from vma1 to vma2 lost; the drop flow of ${nodeOf(parameters)}'s ${bridgeOf(parameters)} +${dropped}`,
    };
  },
};
