import type { Namespace } from "./namespace.ts";
import { must } from "./run.ts";
import { DATA_INTERFACE, DATA_NETWORK, MANAGEMENT_INTERFACE, switchPort, type HostSpec } from "./topology.ts";

export interface Wiring {
  readonly switch: Namespace;
  readonly hosts: readonly { readonly spec: HostSpec; readonly namespace: Namespace }[];
  /** The one interface the machine itself gets, and the management network's first three octets. */
  readonly link: string;
  readonly network: string;
}

const DATA_BRIDGE = "data";
const MANAGEMENT_BRIDGE = "management";

/** Two bridges in the switch: data between the hosts, and management between the hosts and this machine. */
export const wire = async (wiring: Wiring): Promise<void> => {
  const inSwitch = String(wiring.switch.pid);
  const links = [`link add ${wiring.link} type veth peer name uplink netns ${inSwitch}`];
  for (const { spec, namespace } of wiring.hosts) {
    const inHost = String(namespace.pid);
    links.push(`link add ${DATA_INTERFACE} netns ${inHost} type veth peer name ${switchPort(spec.name)} netns ${inSwitch}`);
    links.push(`link add ${MANAGEMENT_INTERFACE} netns ${inHost} type veth peer name mg-${spec.name} netns ${inSwitch}`);
  }
  await must(["ip", "-batch", "-"], { input: lines(links) });
  await Promise.all([wireSwitch(wiring), ...wiring.hosts.map((host) => wireHost(wiring.network, host))]);
  await wireMachine(wiring);
};

const wireSwitch = async (wiring: Wiring): Promise<void> => {
  const batch = [DATA_BRIDGE, MANAGEMENT_BRIDGE].map((name) => `link add ${name} type bridge mcast_snooping 0`);
  const enslave = (port: string, bridge: string) => batch.push(`link set dev ${port} master ${bridge}`, `link set dev ${port} up`);
  for (const { spec } of wiring.hosts) {
    enslave(switchPort(spec.name), DATA_BRIDGE);
    enslave(`mg-${spec.name}`, MANAGEMENT_BRIDGE);
  }
  enslave("uplink", MANAGEMENT_BRIDGE);
  batch.push(`link set dev ${DATA_BRIDGE} up`, `link set dev ${MANAGEMENT_BRIDGE} up`);
  await wiring.switch.must(["ip", "-batch", "-"], { input: lines(batch) });
  // A bridge hands its frames to iptables by default; on a switch that would add rules and tracking nobody asked for.
  await wiring.switch.must(["sh", "-c", "for f in /proc/sys/net/bridge/bridge-nf-call-*; do [ ! -e $f ] || echo 0 > $f; done"]);
};

const wireHost = async (network: string, { spec, namespace }: Wiring["hosts"][number]): Promise<void> => {
  const batch = [
    `addr add ${DATA_NETWORK}.${spec.octet}/24 dev ${DATA_INTERFACE}`,
    `addr add ${network}.${spec.octet}/24 dev ${MANAGEMENT_INTERFACE}`,
    `link set dev ${DATA_INTERFACE} up`,
    `link set dev ${MANAGEMENT_INTERFACE} up`,
  ];
  await namespace.must(["ip", "-batch", "-"], { input: lines(batch) });
};

const wireMachine = async ({ link, network }: Wiring): Promise<void> => {
  const batch = [`link set dev ${link} addrgenmode none`, `addr add ${network}.1/24 dev ${link}`, `link set dev ${link} up`];
  await must(["ip", "-batch", "-"], { input: lines(batch) });
};

const lines = (commands: readonly string[]): string => `${commands.join("\n")}\n`;
