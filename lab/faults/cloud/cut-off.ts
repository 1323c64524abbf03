import { placeOf, type Lab } from "../../hosts/lab.ts";
import { startProcess } from "../../hosts/extra.ts";
import { guestOf, NETWORK_A, UNDERLAY, UNDERLAY_ADDRESS, underlayPort } from "../../topologies/overlay/names.ts";
import { DHCP_FOLDER, renew } from "../../topologies/overlay/mtu.ts";
import { boundPort } from "../../topologies/overlay/openvswitch.ts";
import { tunnelPort, USUAL_TUNNEL, useTunnel } from "../../topologies/overlay/tunnel.ts";
import type { Cause, Fault } from "../fault.ts";
import { forgetPaths, reach } from "./reach.ts";

/** One way in which vma2 is cut off from vma1: what is done, where, and what shows that it is so. */
interface CutOff {
  readonly id: string;
  readonly about: string;
  readonly story: string;
  readonly cause: Cause;
  /** The same, as somebody sees it who knows rules and nothing of clouds. */
  readonly plainly?: Cause;
  /** The place where `break` and `show` run. */
  readonly on: string;
  readonly break: string;
  readonly mend: (lab: Lab) => Promise<void>;
  /** Exits 0 while the mechanism is there, without asking anything that Culprit asks. */
  readonly show: string;
  readonly also?: (lab: Lab) => Promise<void>;
}

const GUEST = guestOf("vma2");
const { port, mac, address } = GUEST;
const CHAIN = `neutron-openvswi-s${port.slice(0, 10)}`;
const SENDERS = `FORWARD -m physdev --physdev-in tap${port} --physdev-is-bridged -j ${CHAIN}`;
const WRONG_MAC = "fa:16:3e:00:00:99";
const AGENT = "/etc/neutron/plugins/ml2/openvswitch_agent.ini";

const sh = async (lab: Lab, on: string, script: string): Promise<void> => void (await placeOf(lab, on).must(["sh", "-euc", script]));
const tunnelsAgain = (lab: Lab): Promise<void> => useTunnel((name) => placeOf(lab, name), USUAL_TUNNEL);

const WITHOUT_TABLE = "iptables-save -t filter 2>/dev/null | grep -q '^-A' || nft delete table ip filter 2>/dev/null || :";

const CUT_OFF: readonly CutOff[] = [
  {
    id: "port-unbound",
    about: "A guest's port is not in the virtual switch, although all of its devices are there.",
    story: "One guest is unreachable since it was moved. Its port is said to be active.",
    cause: { id: "portNotBound", host: "cmp2", object: `tap${port}` },
    on: "cmp2",
    break: `ovs-vsctl del-port br-int qvo${port}`,
    mend: (lab) => sh(lab, "cmp2", `ovs-vsctl --may-exist add-port br-int qvo${port} tag=${NETWORK_A.tag} ${boundPort(`qvo${port}`)}`),
    show: `! ovs-vsctl list-ports br-int | grep -qx qvo${port}`,
  },
  {
    id: "device-down",
    about: "The Linux bridge's end of the pair between a guest's bridge and the virtual switch is shut.",
    story: "One guest is unreachable. Everything about it looks right in the database.",
    cause: { id: "linkDown", host: "cmp2", object: `qvb${port}` },
    on: "cmp2",
    break: `ip link set dev qvb${port} down`,
    mend: (lab) => sh(lab, "cmp2", `ip link set dev qvb${port} up`),
    show: `! ip -o link show up dev qvb${port} | grep -q .`,
  },
  {
    id: "guest-silent",
    about: "A guest's own packet filter drops echo requests.",
    story: "One guest does not answer the monitoring since its owner hardened it.",
    cause: { id: "guestItselfDown", host: "cmp2" },
    plainly: { id: "firewallDrop", host: "vma2" },
    on: "vma2",
    break: `nft 'table inet own { chain input { type filter hook input priority 0; iifname eth1 icmp type echo-request counter drop; }; }'`,
    mend: (lab) => sh(lab, "vma2", "nft delete table inet own 2>/dev/null || :"),
    show: "nft list table inet own | grep -q 'counter packets [1-9]'",
  },
  {
    id: "guest-mute",
    about: "A guest takes in nothing at all, not even ARP.",
    story: "One guest vanished from its network in the night; its console shows nothing.",
    cause: { id: "guestItselfDown", host: "cmp2" },
    on: "vma2",
    break: "nft 'table netdev own { chain in { type filter hook ingress device eth1 priority 0; counter drop; }; }'",
    mend: (lab) => sh(lab, "vma2", "nft delete table netdev own 2>/dev/null || :"),
    show: "nft list table netdev own | grep -q 'counter packets [1-9]'",
  },
  {
    id: "arp-ignored",
    about: "A guest works and talks to its router, and does not answer ARP.",
    story: "One guest reaches the internet, and nobody reaches it.",
    cause: { id: "neighbourUnresolved", host: "cmp2", guest: "vma2" },
    on: "vma2",
    break: "echo 8 > /proc/sys/net/ipv4/conf/eth1/arp_ignore",
    also: (lab) =>
      startProcess(lab, {
        owner: "arp-ignored",
        name: "chatter",
        on: placeOf(lab, "vma2"),
        argv: ["ping", "-q", "-i", "0.3", `${NETWORK_A.prefix}.1`],
      }),
    mend: (lab) => sh(lab, "vma2", "echo 0 > /proc/sys/net/ipv4/conf/eth1/arp_ignore"),
    show: "[ $(cat /proc/sys/net/ipv4/conf/eth1/arp_ignore) = 8 ]",
  },
  {
    id: "dhcp-silent",
    about: "The DHCP server of a network is stuck; a guest that was started anew asks it in vain and has no address.",
    story: "A guest has no network since its last reboot. Older guests of the same network are fine.",
    cause: { id: "dhcpFailed", host: "cmp2" },
    on: "vma2",
    break: `ip addr flush dev eth1 scope global`,
    also: async (lab) => {
      await sh(lab, "net1", `kill -STOP $(cat ${DHCP_FOLDER}/pid)`);
      const argv = ["/usr/bin/python3", "-c", DISCOVERS, "eth1", mac];
      await startProcess(lab, { owner: "dhcp-silent", name: "client", on: placeOf(lab, "vma2"), argv });
    },
    mend: async (lab) => {
      await sh(lab, "net1", `kill -CONT $(cat ${DHCP_FOLDER}/pid)`);
      await renew((name) => placeOf(lab, name), "vma2");
    },
    show: "! ip -o -4 addr show dev eth1 | grep -q inet",
  },
  {
    id: "stale-neighbour",
    about: "A guest's neighbour was entered by hand once, and has another Ethernet address now.",
    story: "Since a guest was built anew with its old address, one other guest does not reach it. All others do.",
    cause: { id: "staleNeighbour" },
    on: "vma1",
    break: `ip neigh replace ${address} lladdr ${WRONG_MAC} dev eth1 nud permanent`,
    mend: (lab) => sh(lab, "vma1", `ip neigh del ${address} dev eth1 2>/dev/null || :`),
    show: `ip neigh show ${address} | grep -q 'lladdr ${WRONG_MAC} PERMANENT'`,
  },
  {
    id: "stale-entry",
    about: "A compute node's virtual switch still sends frames for a guest to the node where it was before.",
    story: "A guest is unreachable from one compute node since it was moved. Others reach it.",
    cause: { id: "fdbStale", host: "cmp1", object: mac },
    on: "cmp1",
    break: `p=$(ovs-vsctl get interface ${tunnelPort(USUAL_TUNNEL, "net1")} ofport); ovs-ofctl add-flow br-tun "cookie=0x57a1e,table=20,priority=2,dl_vlan=${NETWORK_A.tag},dl_dst=${mac},actions=strip_vlan,set_tunnel:${NETWORK_A.tunnelId},output:$p"`,
    mend: (lab) => sh(lab, "cmp1", "ovs-ofctl del-flows br-tun cookie=0x57a1e/-1"),
    show: "ovs-ofctl dump-flows br-tun cookie=0x57a1e/-1 | grep -q dl_dst",
  },
  {
    id: "agent-dead",
    about: "The virtual switch of a compute node was started anew while Neutron's agent was dead, and has no flows to its tunnels.",
    story: "The guests of one compute node reach nobody on other nodes since last night's updates.",
    cause: { id: "agentDown", host: "cmp1" },
    on: "cmp1",
    break: `mkdir -p ${AGENT.slice(0, AGENT.lastIndexOf("/"))}\ntouch ${AGENT}\novs-ofctl del-flows br-tun`,
    mend: async (lab) => {
      await sh(lab, "cmp1", `rm -f ${AGENT}`);
      await tunnelsAgain(lab);
    },
    show: `[ -e ${AGENT} ] && ! ovs-ofctl dump-flows br-tun | grep -q cookie`,
  },
  {
    id: "underlay-cut",
    about: "The nodes' switch does not forward what one compute node sends to another.",
    story: "Guests on two compute nodes do not reach each other. The nodes themselves reach the network node.",
    cause: { id: "lossOutside" },
    on: UNDERLAY,
    break: `nft 'table bridge cut { chain forward { type filter hook forward priority 0; iifname ${underlayPort("cmp1")} oifname ${underlayPort("cmp2")} ether type ip counter drop; }; }'`,
    mend: (lab) => sh(lab, UNDERLAY, "nft delete table bridge cut 2>/dev/null || :"),
    show: "nft list table bridge cut | grep -q 'counter packets [1-9]'",
  },
  {
    id: "underlay-blackhole",
    about: "A compute node has a blackhole route for the underlay address of another one: what its tunnel hands over goes nowhere.",
    story: "Guests on two compute nodes do not reach each other since an attack was fended off. Both nodes reach the network node.",
    cause: { id: "routeWrong", host: "cmp1", object: `blackhole ${UNDERLAY_ADDRESS.cmp2}` },
    on: "cmp1",
    break: `ip route add blackhole ${UNDERLAY_ADDRESS.cmp2}/32`,
    mend: (lab) => sh(lab, "cmp1", `ip route del blackhole ${UNDERLAY_ADDRESS.cmp2}/32 2>/dev/null || :`),
    show: `ip route show type blackhole | grep -q ${UNDERLAY_ADDRESS.cmp2}`,
  },
  {
    id: "spoofed-sender",
    about: "A guest sends with an address that its port may not use, and the filter for senders drops it.",
    story: "A guest does not answer since it was given a second address. It can still be reached by its first one.",
    cause: { id: "spoofDropped", host: "cmp2", object: CHAIN },
    plainly: { id: "firewallDrop", host: "cmp2", object: CHAIN },
    on: "cmp2",
    break: `iptables -N ${CHAIN}\niptables -A ${CHAIN} -s ${NETWORK_A.prefix}.99/32 -m mac --mac-source ${mac} -j RETURN\niptables -A ${CHAIN} -j DROP\niptables -A ${SENDERS}`,
    mend: (lab) =>
      sh(
        lab,
        "cmp2",
        `iptables -D ${SENDERS} 2>/dev/null || :; iptables -F ${CHAIN} 2>/dev/null || :; iptables -X ${CHAIN} 2>/dev/null || :\n${WITHOUT_TABLE}`,
      ),
    show: `iptables -nvxL ${CHAIN} | grep -q '^ *[1-9][0-9]* .*DROP'`,
  },
];

/** A DISCOVER every half second, as a client sends it that gets no answer; RFC 2131 lets it wait longer, which takes longer to see. */
const DISCOVERS = String.raw`
import os, socket, struct, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
s.bind(("", 68))
mac = bytes.fromhex(sys.argv[2].replace(":", ""))
while True:
    m = struct.pack(">BBBBIHH16x16s192x", 1, 1, 6, 0, int.from_bytes(os.urandom(4), "big"), 0, 0x8000, mac) + bytes([99, 130, 83, 99, 53, 1, 1, 255])
    try: s.sendto(m, ("255.255.255.255", 67))
    except OSError: pass
    time.sleep(0.5)
`;

const faultFrom = (cut: CutOff): Fault => ({
  id: cut.id,
  kind: "fault",
  topology: "overlay",
  about: cut.about,
  story: cut.story,
  groundTruth: { causes: [cut.cause], ...(cut.plainly === undefined ? {} : { contributing: [cut.plainly] }) },
  parameters: {},
  inject: async (lab) => {
    await sh(lab, cut.on, cut.break);
    if (cut.id !== "stale-neighbour") await forgetPaths(lab);
    // Afterwards: a guest that has to ask for its router tells everybody its own address by asking.
    await cut.also?.(lab);
  },
  heal: async (lab) => {
    await cut.mend(lab);
    await forgetPaths(lab);
  },
  check: async (lab) => {
    const { sent, lost } = await reach(lab, { from: "vma1", to: "vma2" });
    const { exitCode } = await placeOf(lab, cut.on).exec(["sh", "-c", cut.show]);
    return {
      symptom: lost === sent,
      mechanism: exitCode === 0,
      saw: `${lost} of ${sent} pings from vma1 to vma2 lost; on ${cut.on} ${exitCode === 0 ? "it is so" : "it is not so"}: ${cut.about}`,
    };
  },
});

/** Guests that are cut off in ways of which each leaves another trace. */
export const CUT_OFF_FAULTS: readonly Fault[] = CUT_OFF.map(faultFrom);
