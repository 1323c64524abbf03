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

export const ALPHA = flatHost("alpha", "sends the probes", 11);
export const BETA = flatHost("beta", "answers them", 12);
const GAMMA = flatHost("gamma", "a third host on the same switch", 13);

export const smallLossTo = (target: string): Ask => ({
  runbook: "small-packet-loss",
  roles: { sender: [ALPHA.name], receiver: [BETA.name] },
  inputs: { target },
});

/** New connections from one host to another; the third one is there where it is: an address that two use is known by who else has it. */
export const newConnections = (client: HostSpec["name"], port: number, bystanders: readonly string[] = []): Ask => {
  const [from, to] = client === BETA.name ? [BETA, ALPHA] : [ALPHA, BETA];
  return {
    runbook: "new-connections-time-out",
    roles: { client: [from.name], server: [to.name], ...(bystanders.length > 0 ? { bystander: bystanders } : {}) },
    inputs: { target: to.dataAddress, port: String(port), source: from.dataAddress },
  };
};

/** What the pair's link carries is several Gbit/s; a tenth of one is what a busy machine reaches, too. */
export const transferBetween = (sender: HostSpec, receiver: HostSpec, port?: number): Ask => ({
  runbook: "throughput-below-line-rate",
  roles: { sender: [sender.name], receiver: [receiver.name] },
  inputs: { target: receiver.dataAddress, expectedMbit: "100", ...(port === undefined ? {} : { port: String(port) }) },
});

/** A conversation with the service on a port; two seconds without a word are long here. */
export const hangingService = (client: HostSpec["name"], port: number): Ask => {
  const [from, to] = client === BETA.name ? [BETA, ALPHA] : [ALPHA, BETA];
  return {
    runbook: "response-hangs-until-timeout",
    roles: { client: [from.name], server: [to.name] },
    inputs: { target: to.dataAddress, port: String(port), path: "/600", patience: "2" },
  };
};

export const roundTripTo = (target: string): Ask => ({
  runbook: "latency-under-load",
  roles: { sender: [ALPHA.name], receiver: [BETA.name] },
  inputs: { target, acceptableMs: "10" },
});

const flat = (name: string, about: string, hosts: readonly HostSpec[]): Topology => ({
  name,
  about,
  hosts,
  places: [],
  tools: { python3: "python3" },
  asks: [
    smallLossTo(BETA.dataAddress),
    {
      runbook: "large-packets-vanish",
      anyFault: true,
      roles: { sender: ["alpha"], receiver: ["beta"] },
      inputs: { target: BETA.dataAddress, source: ALPHA.dataAddress },
    },
    {
      runbook: "first-look",
      roles: { suspect: ["alpha", "beta"], ...(hosts.includes(GAMMA) ? { healthyPeer: ["gamma"] } : {}) },
      inputs: { seconds: "5" },
    },
    ...[
      newConnections("alpha", PAGES_PORT, hosts.includes(GAMMA) ? ["gamma"] : []),
      hangingService("alpha", PAGES_PORT),
      transferBetween(ALPHA, BETA),
      roundTripTo(BETA.dataAddress),
    ].map((ask) => ({ ...ask, anyFault: true as const })),
  ],
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
