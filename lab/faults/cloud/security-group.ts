import { placeOf } from "../../hosts/lab.ts";
import { guestOf } from "../../topologies/overlay/names.ts";
import { undoRules } from "../../means/bridge-filter.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { OVERLAY } from "../../topologies/overlay/index.ts";
import { guestConnections, SERVICE_PORT } from "../../topologies/overlay/asks.ts";
import { startService } from "../../means/service.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { peerOf, reach } from "./reach.ts";

const nodeOf = (parameters: Parameters): string => guestOf(textOf(parameters, "guest")).node;

/** As Neutron's hybrid firewall names them: i for what goes to the guest, o for what it sends, and the first ten characters of its port. */
const chainOf = (parameters: Parameters): string =>
  `neutron-openvswi-${textOf(parameters, "direction") === "ingress" ? "i" : "o"}${guestOf(textOf(parameters, "guest")).port.slice(0, 10)}`;

const jumpOf = (parameters: Parameters): string => {
  const end = textOf(parameters, "direction") === "ingress" ? "--physdev-out" : "--physdev-in";
  return `FORWARD -m physdev ${end} tap${guestOf(textOf(parameters, "guest")).port} --physdev-is-bridged -j ${chainOf(parameters)}`;
};

/** What new connections are tried to; the group says nothing of it. */
const serve = (lab: Lab, owner: string): Promise<void> =>
  startService(lab, { owner, name: "guest-service", on: hostOf(lab, "vma2"), port: SERVICE_PORT });

/** A group that lets SSH in and nothing else, on the bridge between the guest's tap and the virtual switch. */
export const securityGroupDrop: Fault = {
  id: "security-group-drop",
  kind: "fault",
  topology: "overlay",
  about: "A guest's security group has no rule for ICMP.",
  story: "One guest does not answer the monitoring any more, and colleagues can still log in to it.",
  // Its last rule is a rule like any other for whoever knows nothing of clouds.
  groundTruth: (parameters) => {
    const place = { host: nodeOf(parameters), object: chainOf(parameters) };
    return { causes: [{ id: "securityGroupDrop", ...place }], contributing: [{ id: "firewallDrop", ...place }] };
  },
  parameters: { guest: "vma2", direction: "ingress" },
  variants: { egress: { guest: "vma1", direction: "egress" } },
  asks: [guestConnections(), ...OVERLAY.asks],
  inject: async (lab, parameters) => {
    await serve(lab, "security-group-drop");
    const chain = chainOf(parameters);
    const rules = [
      `-N ${chain}`,
      `-A ${chain} -m state --state RELATED,ESTABLISHED -j RETURN`,
      `-A ${chain} -p tcp -m tcp --dport 22 -j RETURN`,
      `-A ${chain} -p udp -m udp --sport 67 --dport 68 -j RETURN`,
      `-A ${chain} -m state --state INVALID -j DROP`,
      `-A ${chain} -j DROP`,
      `-A ${jumpOf(parameters)}`,
    ];
    await placeOf(lab, nodeOf(parameters)).must(["sh", "-euc", rules.map((rule) => `iptables ${rule}`).join("\n")]);
  },
  heal: async (lab, parameters) => {
    const chain = chainOf(parameters);
    const node = placeOf(lab, nodeOf(parameters));
    await undoRules(node, [`-D ${jumpOf(parameters)}`, `-F ${chain}`, `-X ${chain}`]);
    await node.must(["conntrack", "-F"]);
  },
  check: async (lab, parameters) => {
    const guest = textOf(parameters, "guest");
    const node = placeOf(lab, nodeOf(parameters));
    const read = async (): Promise<number> => {
      const { stdout } = await node.exec(["iptables", "-nvxL", chainOf(parameters)]);
      return [...stdout.matchAll(/^\s*(\d+)\s+\d+ DROP/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const before = await read();
    const [from, to] = textOf(parameters, "direction") === "ingress" ? [peerOf(guest), guest] : [guest, peerOf(guest)];
    const { sent, lost } = await reach(lab, { from, to });
    const dropped = (await read()) - before;
    return {
      symptom: lost === sent,
      mechanism: dropped === lost && lost > 0,
      saw: `${lost} of ${sent} pings from ${from} to ${to} lost; ${chainOf(parameters)} on ${node.name} dropped ${dropped}`,
    };
  },
};
