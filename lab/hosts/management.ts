import { must } from "./run.ts";
import { layBridges, layCables, type End, type Site } from "./site.ts";
import { MANAGEMENT_INTERFACE, type HostSpec } from "./topology.ts";

export interface Management {
  readonly site: Site;
  readonly hosts: readonly HostSpec[];
  /** The one interface the machine itself gets, and the management network's first three octets. */
  readonly link: string;
  readonly network: string;
}

const BRIDGE = "management";

/** One bridge in the switch that joins every host's eth0 with this machine: the way SSH goes, and nothing else. */
export const wireManagement = async ({ site, hosts, link, network }: Management): Promise<void> => {
  const bridge = site.at("switch");
  await must(["ip", "link", "add", link, "type", "veth", "peer", "name", "uplink", "netns", String(bridge.pid)]);
  await layBridges(site, "switch", [BRIDGE]);
  await bridge.must(["ip", "-batch", "-"], { input: `link set dev uplink master ${BRIDGE}\nlink set dev uplink up\n` });
  const cable = (host: HostSpec): readonly [End, End] => [
    { on: host.name, dev: MANAGEMENT_INTERFACE, address: `${network}.${host.octet}/24` },
    { on: "switch", dev: `mg-${host.name}`, bridge: BRIDGE },
  ];
  await layCables(site, hosts.map(cable));
  const batch = [`link set dev ${link} addrgenmode none`, `addr add ${network}.1/24 dev ${link}`, `link set dev ${link} up`];
  await must(["ip", "-batch", "-"], { input: `${batch.join("\n")}\n` });
};
