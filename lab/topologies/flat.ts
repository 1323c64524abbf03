import { layBridges, layCables, type End, type Site } from "../hosts/site.ts";
import type { Ask, HostSpec, Topology } from "../hosts/topology.ts";
import { PAGES_PORT, startPages } from "./gateway/pages.ts";

/** TEST-NET-1 (RFC 5737): never routed, and only ever configured inside the lab's own namespaces. */
const NETWORK = "192.0.2";
export const DATA_INTERFACE = "eth1";
const BRIDGE = "data";

/** The switch's own end of a host's data link. */
export const switchPort = (host: string): string => `sw-${host}`;

const flatHost = (name: string, about: string, octet: number): HostSpec => ({
  name,
  about,
  octet,
  dataAddress: `${NETWORK}.${octet}`,
  dataInterface: DATA_INTERFACE,
});

const ALPHA = flatHost("alpha", "sends the probes", 11);
const BETA = flatHost("beta", "answers them", 12);
const GAMMA = flatHost("gamma", "a third host on the same switch", 13);

const SMALL_LOSS: Ask = {
  runbook: "small-packet-loss",
  roles: { sender: ["alpha"], receiver: ["beta"] },
  inputs: { target: BETA.dataAddress },
};

/** The third host is there where one is: an address that two hosts use is known by who else has it. */
const newConnections = (hosts: readonly HostSpec[]): Ask => ({
  runbook: "new-connections-time-out",
  roles: { client: ["alpha"], server: ["beta"], ...(hosts.includes(GAMMA) ? { bystander: ["gamma"] } : {}) },
  inputs: { target: BETA.dataAddress, port: String(PAGES_PORT), source: ALPHA.dataAddress },
});

const flat = (name: string, about: string, hosts: readonly HostSpec[]): Topology => ({
  name,
  about,
  hosts,
  places: [],
  tools: { python3: "python3" },
  asks: [SMALL_LOSS, newConnections(hosts)],
  build: async (site: Site) => {
    await layBridges(site, "switch", [BRIDGE]);
    const cable = ({ name: host, dataInterface, dataAddress }: HostSpec): readonly [End, End] => [
      { on: host, dev: dataInterface, address: `${dataAddress}/24` },
      { on: "switch", dev: switchPort(host), bridge: BRIDGE },
    ];
    await layCables(site, hosts.map(cable));
    // Something that new connections are made to. Not on the third host: who reaches it by mistake is refused.
    await Promise.all([ALPHA, BETA].map(({ name: host }) => startPages(site.at(host))));
  },
});

export const PAIR = flat("pair", "A client and a server on one switch.", [ALPHA, BETA]);
export const TRIO = flat("trio", "A client, a server and a third host on one switch.", [ALPHA, BETA, GAMMA]);
