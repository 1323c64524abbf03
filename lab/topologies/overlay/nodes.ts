import type { Site } from "../../hosts/site.ts";
import { shaped, withoutOffloads } from "./cables.ts";
import { DHCP, GUEST_INTERFACE, GUESTS, NETWORK_B, OUTSIDE, ROUTER, UNDERLAY_ADDRESS, UNDERLAY_INTERFACE } from "./names.ts";
import { servedByRouter } from "./metadata.ts";
import { startOpenVSwitch } from "./openvswitch.ts";

/** The network node: its router and its DHCP server in namespaces of their own, both on br-int, the router also on br-ex. */
export const buildNetworkNode = async (site: Site): Promise<void> => {
  const { namespace: router, inside, insidePort, outside, outsidePort, outsideBridge } = ROUTER;
  const net1 = site.at("net1");
  await net1.must([
    "sh",
    "-euc",
    `
ip netns add ${router}
ip netns add ${DHCP.namespace}
ip link add ${insidePort} type veth peer name ${inside} netns ${router}
ip link add ${outsidePort} type veth peer name ${outside} netns ${router}
ip link add ${DHCP.insidePort} type veth peer name ${DHCP.inside} netns ${DHCP.namespace}
ip link add ${outsideBridge} type bridge mcast_snooping 0
ip link set dev ${outsidePort} master ${outsideBridge}
ip link set dev eth2 master ${outsideBridge}
for dev in ${insidePort} ${outsidePort} ${DHCP.insidePort} ${outsideBridge}; do ip link set dev $dev up; done
${withoutOffloads(UNDERLAY_INTERFACE, "eth2", insidePort, outsidePort, DHCP.insidePort)}
${within(router, [
  "ip link set dev lo up",
  withoutOffloads(inside, outside),
  `ip addr add ${ROUTER.address}/24 dev ${inside}`,
  `ip addr add ${ROUTER.outsideAddress}/24 dev ${outside}`,
  `ip link set dev ${inside} up`,
  `ip link set dev ${outside} up`,
  `ip route add default via ${OUTSIDE.router}`,
  "echo 1 > /proc/sys/net/ipv4/ip_forward",
])}
ip netns exec ${router} nft -f - <<'RULES'
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "${outside}" snat to ${ROUTER.outsideAddress}
  }
}
RULES
${within(DHCP.namespace, [
  "ip link set dev lo up",
  withoutOffloads(DHCP.inside),
  `ip addr add ${DHCP.address}/24 dev ${DHCP.inside}`,
  `ip link set dev ${DHCP.inside} up`,
])}`,
  ]);
  await startOpenVSwitch(site, "net1", [insidePort, DHCP.insidePort]);
  await net1.must(["sh", "-euc", servedByRouter()]);
};

const within = (namespace: string, commands: readonly string[]): string =>
  `ip netns exec ${namespace} sh -eu <<'INSIDE'\n${commands.join("\n")}\nINSIDE`;

/** A compute node: each guest of network A behind a Linux bridge of its own, as where security groups are iptables rules; those of B on one bridge. */
export const buildComputeNode = async (site: Site, node: "cmp1" | "cmp2"): Promise<void> => {
  const own = GUESTS.filter((guest) => guest.node === node);
  const onA = own.filter((guest) => guest.network === "A").map((guest) => guest.port);
  const onB = own.filter((guest) => guest.network === "B").map((guest) => guest.port);
  const hybrid = onA.map(pluggedIn);
  const script = `
${withoutOffloads(UNDERLAY_INTERFACE)}
${hybrid.join("\n")}
ip link add ${NETWORK_B.bridge} type bridge mcast_snooping 0
ip link set dev ${NETWORK_B.bridge} up
${onB.map((port) => `ip link set dev tap${port} master ${NETWORK_B.bridge}\n${withoutOffloads(`tap${port}`)}`).join("\n")}
${own.map((guest) => qemu(guest.name, guest.mac)).join("\n")}`;
  await site.at(node).must(["sh", "-euc", script]);
  await startOpenVSwitch(
    site,
    node,
    onA.map((port) => `qvo${port}`),
  );
  // After Open vSwitch's own links: a fault that makes it anew leaves the list of links as it was.
  await site.at(node).must(["sh", "-euc", bridgeVxlan(node)]);
};

/** What Nova makes of a port: the guest's tap on a Linux bridge of its own, and the pair from there to the virtual switch. */
export const pluggedIn = (port: string): string => `
ip link add qbr${port} type bridge mcast_snooping 0
ip link add qvb${port} type veth peer name qvo${port}
ip link set dev qvb${port} promisc on master qbr${port} up
ip link set dev qvo${port} promisc on up
ip link set dev tap${port} master qbr${port}
ip link set dev qbr${port} up
${withoutOffloads(`tap${port}`, `qvb${port}`, `qvo${port}`)}`;

/** Network B's tunnel to the other compute node. `more` is what else the device is made with. */
export const bridgeVxlan = (node: "cmp1" | "cmp2", more = ""): string => {
  const peer = node === "cmp1" ? "cmp2" : "cmp1";
  const ends = `remote ${UNDERLAY_ADDRESS[peer]} local ${UNDERLAY_ADDRESS[node]} dstport 4789`;
  return `
ip link add ${NETWORK_B.vxlan} type vxlan id ${NETWORK_B.vni} ${ends} ${more}
ip link set dev ${NETWORK_B.vxlan} master ${NETWORK_B.bridge} up`;
};

/** A process that ps shows as a guest's; perl gives itself both the name and the command line. */
export const qemu = (guest: string, mac: string): string => {
  const number = GUESTS.findIndex((each) => each.name === guest) + 1;
  const title =
    `qemu-system-x86_64 -name guest=${guest}-instance-${String(number).padStart(8, "0")},debug-threads=on -machine pc-i440fx-7.2,accel=kvm ` +
    `-m 2048 -netdev tap,fd=31,id=hostnet0,vhost=on,vhostfd=33 -device virtio-net-pci,netdev=hostnet0,id=net0,mac=${mac}`;
  return `perl -e '$0 = shift; sleep' '${title}' </dev/null >/dev/null 2>&1 &`;
};

/** Outside the cloud: a router that forwards between the cloud's external network and a server's, and the server. */
export const buildOutside = async (site: Site): Promise<void> => {
  await Promise.all([
    site.at("rtr1").must(["sh", "-euc", `${withoutOffloads("wan0", "lan0")}\necho 1 > /proc/sys/net/ipv4/ip_forward`]),
    site.at("srv1").must(["sh", "-euc", `${withoutOffloads("eth1")}\n${shaped("eth1")}\nip route add 203.0.113.0/24 via ${OUTSIDE.lan}`]),
  ]);
};

export const buildGuests = async (site: Site): Promise<void> => {
  const script = `${withoutOffloads(GUEST_INTERFACE)}\n${shaped(GUEST_INTERFACE)}`;
  await Promise.all(GUESTS.map((guest) => site.at(guest.name).must(["sh", "-euc", script])));
};
