import { placeOf, type Lab } from "../../hosts/lab.ts";
import { NETWORK_A, UNDERLAY_ADDRESS, type Node } from "../../topologies/overlay/names.ts";
import { tunnelPort, USUAL_TUNNEL, useTunnel } from "../../topologies/overlay/tunnel.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { forgetPaths, reach } from "./reach.ts";

const peer = (parameters: Parameters): Node => (textOf(parameters, "node") === "cmp1" ? "cmp2" : "cmp1");
const portOf = (parameters: Parameters): string => tunnelPort(USUAL_TUNNEL, peer(parameters));

/** Flows of the flood table that send to the peer. Rewritten as Neutron's agent does when it never heard of that peer. */
const forget = (node: Node): string => {
  const others = (["net1", "cmp1", "cmp2"] as const).filter((each) => each !== node && each !== (node === "cmp1" ? "cmp2" : "cmp1"));
  const outputs = others.map((each) => `output:${tunnelPort(USUAL_TUNNEL, each)}`).join(",");
  const { tag, tunnelId } = NETWORK_A;
  return `table=22,priority=1,dl_vlan=${tag},actions=strip_vlan,set_tunnel:${tunnelId},${outputs}`;
};

/** `port`: the tunnel's port is gone from br-tun. `flood`: it is there, and what is sent to everybody does not go to it. */
export const missingTunnel: Fault = {
  id: "missing-tunnel",
  kind: "fault",
  topology: "overlay",
  about: "A compute node has no tunnel to one of its peers; everybody else is reachable.",
  story: "Guests on two compute nodes do not reach each other since one node was added again. Both reach the router and the internet.",
  groundTruth: (parameters) => ({ causes: [{ id: "missingTunnel", host: textOf(parameters, "node"), object: portOf(parameters) }] }),
  parameters: { node: "cmp1", how: "port" },
  variants: { flood: { how: "flood" }, "other-node": { node: "cmp2" } },
  inject: async (lab, parameters) => {
    const node = textOf(parameters, "node") === "cmp1" ? "cmp1" : "cmp2";
    const on = placeOf(lab, node);
    if (textOf(parameters, "how") === "port") await on.must(["ovs-vsctl", "del-port", "br-tun", portOf(parameters)]);
    else await on.must(["ovs-ofctl", "add-flow", "br-tun", forget(node)]);
    // What was learnt while the tunnel was there leads around the flood table, and guests still know each other's addresses.
    await on.must(["ovs-ofctl", "del-flows", "br-tun", "table=20"]);
    await on.must(["ovs-ofctl", "add-flow", "br-tun", "table=20,priority=0,actions=resubmit(,22)"]);
    await forgetPaths(lab);
  },
  heal: async (lab) => {
    await useTunnel((name) => placeOf(lab, name), USUAL_TUNNEL);
    await forgetPaths(lab);
  },
  check: async (lab, parameters) => {
    const node = placeOf(lab, textOf(parameters, "node"));
    const [apart, router] = [await reach(lab, { from: "vma1", to: "vma2" }), await reachRouter(lab)];
    const ports = (await node.must(["ovs-vsctl", "list-ports", "br-tun"])).split("\n");
    const flood = await node.must(["ovs-ofctl", "--names", "dump-flows", "br-tun", `table=22,dl_vlan=${NETWORK_A.tag}`]);
    const floods = flood.includes(`output:"${portOf(parameters)}"`) || flood.includes(`output:${portOf(parameters)}`);
    const hasPort = ports.includes(portOf(parameters));
    return {
      symptom: apart.lost === apart.sent && router.lost === 0,
      mechanism: !hasPort || !floods,
      saw:
        `${apart.lost} of ${apart.sent} pings from vma1 to vma2 lost, ${router.lost} of ${router.sent} to the router; ` +
        `${node.name} ${hasPort ? "has" : "lacks"} ${portOf(parameters)} (${UNDERLAY_ADDRESS[peer(parameters)]}) and ${floods ? "floods" : "does not flood"} to it`,
    };
  },
};

const reachRouter = (lab: Lab) => reach(lab, { from: "vma1", to: "vma1" }, { to: `${NETWORK_A.prefix}.1` });
