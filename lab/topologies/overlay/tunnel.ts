import { readFile } from "node:fs/promises";
import type { Namespace } from "../../hosts/namespace.ts";
import { hexOf, NODES, peersOf, UNDERLAY_ADDRESS, UNDERLAY_ADDRESS6, UNDERLAY_INTERFACE, UNDERLAY_MTU, type Node } from "./names.ts";
import { tunnelFlows, WITHOUT_CACHED_FLOWS } from "./openvswitch.ts";

/**
 * What carries tenant network A between the nodes:
 * `fwd`: GRE by a small program between a tap and a raw socket, so that the kernel builds, fragments and reassembles the outer
 * packets, as its own GRE would; `kvx`: the kernel's VXLAN devices; `kvx6`: the same over IPv6; `gre`, `geneve`, `vxlan`: Open vSwitch's
 * own, in userspace, where the underlay's card is a port of br-phy and the kernel sees nothing of the tunnel.
 */
export type Carrier = "fwd" | "kvx" | "kvx6" | "gre" | "geneve" | "vxlan";

/** The outer packet's Don't Fragment flag. Open vSwitch's own tunnels know no `inherit`, and IPv6 has no such flag. */
export type OuterDf = "unset" | "set" | "inherit";

export interface Tunnel {
  readonly carrier: Carrier;
  /** GRE only: four bytes more for the tenant's number. */
  readonly keyed?: boolean;
  readonly df?: OuterDf;
}

/** As the lab is after it has been raised. */
export const USUAL_TUNNEL: Tunnel = { carrier: "fwd", keyed: false, df: "unset" };

/** Outer IP header, encapsulation, and the inner Ethernet header of 14 bytes. */
export const overheadOf = ({ carrier, keyed = false }: Tunnel): number => {
  if (carrier === "kvx6") return 40 + 8 + 8 + 14;
  if (carrier === "kvx" || carrier === "vxlan" || carrier === "geneve") return 20 + 8 + 8 + 14;
  return 20 + (keyed ? 8 : 4) + 14;
};

/** The largest MTU of guests that the underlay carries in one packet. */
export const rightMtu = (tunnel: Tunnel): number => UNDERLAY_MTU - overheadOf(tunnel);

/** The port of br-tun that leads to a peer: gre-0a14000d. */
export const tunnelPort = ({ carrier }: Tunnel, peer: Node): string => `${PREFIX[carrier]}-${hexOf(peer)}`;

const PREFIX: Readonly<Record<Carrier, string>> = { fwd: "gre", gre: "gre", kvx: "vxlan", kvx6: "vxlan", vxlan: "vxlan", geneve: "geneve" };

/** Of a lab that is going up, or of one that stands. */
export type At = (name: string) => Namespace;

/** Where the forwarder on each node keeps its program, its Don't Fragment policy, its counters and its pid. */
export const FORWARDER = "/run/lab/gre";

/**
 * Changes on all nodes what carries network A. Whatever carried it before is gone: ports, devices, learnt flows. The guests' MTU stays
 * as it is: see mtu.ts. Repeating it is fine, and brings back what something else has damaged.
 */
export const useTunnel = async (at: At, tunnel: Tunnel): Promise<void> => {
  const forwarder = await readFile(new URL("../../programs/gre-forwarder.py", import.meta.url), "utf8");
  const switchOver = (node: Node) => {
    const script = [CLEAR(node), SET_UP[tunnel.carrier](node, tunnel), flowsOf(node, tunnel)].join("\n");
    return at(node).must(["sh", "-euc", script], { input: forwarder });
  };
  await Promise.all(NODES.map(switchOver));
  // A node that was quicker than a peer may have heard the peer's Ethernet address of before, and would send to it for minutes.
  await Promise.all(NODES.map((node) => at(node).must(["sh", "-euc", `${peersKnown(node, tunnel)}\n${WITHOUT_CACHED_FLOWS}`])));
};

/** The outer Don't Fragment flag of what one node sends, without touching the tunnel otherwise. */
export const setOuterDf = async (at: At, node: Node, tunnel: Tunnel): Promise<void> => {
  const { carrier, df = "unset" } = tunnel;
  const ports = peersOf(node).map((peer) => tunnelPort(tunnel, peer));
  const script =
    carrier === "fwd"
      ? `echo ${df} > ${FORWARDER}/df; kill -HUP $(cat ${FORWARDER}/pid)`
      : carrier === "kvx"
        ? ports.map((port) => `ip link set dev ${port} type vxlan df ${df}`).join("\n")
        : ports.map((port) => `ovs-vsctl set interface ${port} options:df_default=${df === "set"}`).join("\n");
  await at(node).must(["sh", "-euc", script]);
};

const CLEAR = (node: Node): string => {
  const names = [...new Set(Object.values(PREFIX))].flatMap((prefix) => peersOf(node).map((peer) => `${prefix}-${hexOf(peer)}`));
  return `
ovs-vsctl ${names.map((name) => `-- --if-exists del-port br-tun ${name}`).join(" ")} -- --if-exists del-br br-phy
[ ! -e ${FORWARDER}/pid ] || kill -9 $(cat ${FORWARDER}/pid) 2>/dev/null || :
rm -rf ${FORWARDER}
for dev in ${names.join(" ")}; do
  # The forwarder's taps go by themselves when it ends, perhaps between looking and deleting.
  while [ -e /sys/class/net/$dev ]; do ip link del dev $dev 2>/dev/null || sleep 0.01; done
done
echo 0 > /proc/sys/net/ipv4/conf/${UNDERLAY_INTERFACE}/arp_ignore
ip addr replace ${UNDERLAY_ADDRESS[node]}/24 dev ${UNDERLAY_INTERFACE}
echo 1 > /proc/sys/net/ipv6/conf/${UNDERLAY_INTERFACE}/disable_ipv6
ovs-appctl fdb/flush br-int >/dev/null
`;
};

const addPorts = (node: Node, tunnel: Tunnel, settings: (peer: Node) => string = () => ""): string =>
  `ovs-vsctl ${peersOf(node)
    .map((peer) => `-- add-port br-tun ${tunnelPort(tunnel, peer)} ${settings(peer)}`)
    .join(" ")}`;

const forwarded = (node: Node, tunnel: Tunnel): string => {
  const taps = peersOf(node).map((peer) => `${tunnelPort(tunnel, peer)}=${UNDERLAY_ADDRESS[peer]}`);
  const names = peersOf(node).map((peer) => tunnelPort(tunnel, peer));
  return `
mkdir -p ${FORWARDER}
cat > ${FORWARDER}/forwarder.py
echo ${tunnel.df ?? "unset"} > ${FORWARDER}/df
/usr/bin/python3 ${FORWARDER}/forwarder.py ${UNDERLAY_ADDRESS[node]} ${tunnel.keyed === true ? 1 : "-"} ${FORWARDER} ${taps.join(" ")} \\
  </dev/null >/dev/null 2>${FORWARDER}/errors &
until [ -e ${FORWARDER}/pid ]; do sleep 0.01; done
${names.map((name) => `ip link set dev ${name} mtu 65000 up`).join("\n")}
${addPorts(node, tunnel)}`;
};

/** The kernel tells VXLAN devices apart by their number: each pair of nodes has one of its own. */
const kernelVxlan =
  (addresses: Readonly<Record<Node, string>>) =>
  (node: Node, tunnel: Tunnel): string => {
    const last = (name: Node) => Number(UNDERLAY_ADDRESS[name].split(".")[3]);
    const devices = peersOf(node).map((peer) => {
      const ends = `remote ${addresses[peer]} local ${addresses[node]} dstport 4789`;
      const name = tunnelPort(tunnel, peer);
      return `ip link add ${name} type vxlan id ${last(node) + last(peer)} ${ends} df ${tunnel.df ?? "unset"}\nip link set dev ${name} up`;
    });
    return [...devices, addPorts(node, tunnel)].join("\n");
  };

/** The switch of the lab has no router that would announce a prefix: each node gets its address by hand, at once (no detection of duplicates). */
const kernelVxlan6 = (node: Node, tunnel: Tunnel): string => `
echo 0 > /proc/sys/net/ipv6/conf/${UNDERLAY_INTERFACE}/disable_ipv6
ip addr replace ${UNDERLAY_ADDRESS6[node]}/64 dev ${UNDERLAY_INTERFACE} nodad
${kernelVxlan(UNDERLAY_ADDRESS6)(node, tunnel)}`;

/**
 * br-phy has an Ethernet address of its own, and the card does not answer ARP for it: else the kernel would take every tunnel packet
 * a second time, as one for itself, and refuse it to its sender.
 */
const inUserspace =
  (type: string) =>
  (node: Node, tunnel: Tunnel): string => {
    const address = UNDERLAY_ADDRESS[node];
    const key = type === "gre" && tunnel.keyed !== true ? "" : "options:key=flow";
    const common = `options:local_ip=${address} options:df_default=${tunnel.df === "set"} ${key}`;
    const settings = (peer: Node) =>
      `-- set interface ${tunnelPort(tunnel, peer)} type=${type} options:remote_ip=${UNDERLAY_ADDRESS[peer]} ${common}`;
    return `
echo 1 > /proc/sys/net/ipv4/conf/${UNDERLAY_INTERFACE}/arp_ignore
ip addr flush dev ${UNDERLAY_INTERFACE}
ovs-vsctl -- add-br br-phy -- set bridge br-phy datapath_type=netdev fail_mode=standalone other_config:hwaddr=0a:00:${hexMac(address)} \\
  -- add-port br-phy ${UNDERLAY_INTERFACE}
ip addr add ${address}/24 dev br-phy
ip link set dev br-phy up
${addPorts(node, tunnel, settings)}`;
  };

/** Open vSwitch does not learn from an ARP answer that meets a cached flow, and its tunnel would go on dropping: it is told. The kernel asks anew. */
const peersKnown = (node: Node, { carrier }: Tunnel): string => {
  if (carrier === "fwd" || carrier === "kvx" || carrier === "kvx6") return `ip neigh flush dev ${UNDERLAY_INTERFACE}`;
  const known = peersOf(node).map((peer) => `${UNDERLAY_ADDRESS[peer]} 0a:00:${hexMac(UNDERLAY_ADDRESS[peer])}`);
  return ["tnl/neigh/aging 3600", ...known.map((each) => `tnl/neigh/set br-phy ${each}`)]
    .map((told) => `ovs-appctl ${told} >/dev/null`)
    .join("\n");
};

const hexMac = (address: string): string =>
  address
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join(":");

const SET_UP: Readonly<Record<Carrier, (node: Node, tunnel: Tunnel) => string>> = {
  fwd: forwarded,
  kvx: kernelVxlan(UNDERLAY_ADDRESS),
  kvx6: kernelVxlan6,
  gre: inUserspace("gre"),
  geneve: inUserspace("geneve"),
  vxlan: inUserspace("vxlan"),
};

const flowsOf = (node: Node, tunnel: Tunnel): string => {
  const flows = tunnelFlows(peersOf(node).map((peer) => tunnelPort(tunnel, peer)));
  return `ovs-ofctl del-flows br-tun\novs-ofctl add-flows br-tun - <<'FLOWS'\n${flows}FLOWS`;
};
