import type { Site } from "../../hosts/site.ts";
import { GUESTS, NETWORK_A, type Node } from "./names.ts";
import { DAEMONS } from "../open-vswitch-daemons.ts";

/**
 * One Open vSwitch per node, in userspace (datapath_type=netdev), with database, sockets, pids and logs where Debian has them, so
 * that ovs-vsctl, ovs-appctl and ovs-ofctl work as usual. `ports` hang on br-int with the tenant's tag.
 */
export const startOpenVSwitch = async (site: Site, node: Node, ports: readonly string[]): Promise<void> => {
  const tagged = ports.map((port) => `-- add-port br-int ${port} tag=${NETWORK_A.tag} ${boundPort(port)}`).join(" ");
  await site.at(node).must(["sh", "-euc", `${DAEMONS}\n${BRIDGES} ${tagged}\nip link set dev br-int up\nip link set dev br-tun up\n`]);
};

/** What Nova and Neutron's agent leave in the database when they plug a port: what was meant, beside what is. */
export const boundPort = (port: string): string => {
  const { uuid, tag, tunnelId } = NETWORK_A;
  const mac = GUESTS.find((guest) => port.endsWith(guest.port))?.mac;
  const meant = `other_config:net_uuid=${uuid} other_config:network_type=gre other_config:segmentation_id=${tunnelId} other_config:tag=${tag}`;
  const whose = mac === undefined ? "" : `-- set interface ${port} external_ids:attached-mac='"${mac}"' external_ids:iface-status=active`;
  return `-- set port ${port} ${meant} ${whose}`;
};

const BRIDGES = `ovs-vsctl \\
  -- add-br br-int -- set bridge br-int datapath_type=netdev fail_mode=standalone \\
  -- add-br br-tun -- set bridge br-tun datapath_type=netdev fail_mode=secure \\
  -- add-port br-int patch-tun -- set interface patch-tun type=patch options:peer=patch-int \\
  -- add-port br-tun patch-int -- set interface patch-int type=patch options:peer=patch-tun`;

/** Cached flows outlive what they were made from until they are revalidated, on a busy machine for some time: now none is left. */
export const WITHOUT_CACHED_FLOWS = "ovs-appctl revalidator/purge >/dev/null";

/**
 * What Neutron's agent writes to br-tun: frames from the tunnels go to br-int with the tenant's tag, and where their sender lives is learnt;
 * frames to a known address go to one tunnel, all others to all of them. Learnt flows of earlier tunnels go with the old table.
 */
export const tunnelFlows = (tunnels: readonly string[]): string => {
  const { tag, tunnelId } = NETWORK_A;
  const learn =
    "learn(table=20,hard_timeout=300,priority=1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]," +
    "load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[])";
  return [
    "table=0,priority=1,in_port=patch-int,actions=resubmit(,2)",
    ...tunnels.map((port) => `table=0,priority=1,in_port=${port},actions=resubmit(,3)`),
    "table=0,priority=0,actions=drop",
    "table=2,priority=1,dl_dst=00:00:00:00:00:00/01:00:00:00:00:00,actions=resubmit(,20)",
    "table=2,priority=0,actions=resubmit(,22)",
    `table=3,priority=0,actions=mod_vlan_vid:${tag},resubmit(,10)`,
    `table=10,priority=1,actions=${learn},output:patch-int`,
    "table=20,priority=0,actions=resubmit(,22)",
    `table=22,priority=1,dl_vlan=${tag},actions=strip_vlan,set_tunnel:${tunnelId},${tunnels.map((port) => `output:${port}`).join(",")}`,
    "table=22,priority=0,actions=drop",
    "",
  ].join("\n");
};
