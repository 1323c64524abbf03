import { placeOf } from "../../hosts/lab.ts";
import { guestOf, NETWORK_A } from "../../topologies/overlay/names.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { forgetPaths, peerOf, reach } from "./reach.ts";

const portOf = (parameters: Parameters): string => `qvo${guestOf(textOf(parameters, "guest")).port}`;
const nodeOf = (parameters: Parameters): string => guestOf(textOf(parameters, "guest")).node;

/** As after an agent that restarted halfway, or a port that was never bound: then Neutron leaves its "dead" VLAN, 4095. */
export const wrongVlanTag: Fault = {
  id: "wrong-vlan-tag",
  kind: "fault",
  topology: "overlay",
  about: "A guest's port on br-int carries another tag than its network.",
  story: "One guest is unreachable since its compute node was rebooted. Its neighbours on the same node are fine.",
  groundTruth: (parameters) => ({ causes: [{ id: "wrongVlanTag", host: nodeOf(parameters), object: portOf(parameters) }] }),
  parameters: { guest: "vma2", tag: 2 },
  variants: { dead: { tag: 4_095 }, sender: { guest: "vma1" } },
  inject: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["ovs-vsctl", "set", "port", portOf(parameters), `tag=${numberOf(parameters, "tag")}`]);
    await forgetPaths(lab);
  },
  heal: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["ovs-vsctl", "set", "port", portOf(parameters), `tag=${NETWORK_A.tag}`]);
    await forgetPaths(lab);
  },
  check: async (lab, parameters) => {
    const guest = textOf(parameters, "guest");
    const { sent, lost } = await reach(lab, { from: peerOf(guest), to: guest });
    const tag = Number(await placeOf(lab, nodeOf(parameters)).must(["ovs-vsctl", "get", "port", portOf(parameters), "tag"]));
    return {
      symptom: lost === sent,
      mechanism: tag !== NETWORK_A.tag,
      saw: `${lost} of ${sent} pings to ${guest} lost; ${portOf(parameters)} has tag ${tag}, its network ${NETWORK_A.tag}`,
    };
  },
};
