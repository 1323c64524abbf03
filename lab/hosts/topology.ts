/** Which hosts a lab has. All of them hang on one bridge of the switch. */
export interface Topology {
  readonly name: "pair" | "trio";
  readonly hosts: readonly HostSpec[];
}

export interface HostSpec {
  readonly name: string;
  /** What it is for, in a sentence of `culprit lab status`. */
  readonly about: string;
  /** Last octet of its address on the data plane and on the management bridge. */
  readonly octet: number;
}

const ALPHA: HostSpec = { name: "alpha", about: "sends the probes", octet: 11 };
const BETA: HostSpec = { name: "beta", about: "answers them", octet: 12 };
const GAMMA: HostSpec = { name: "gamma", about: "a third host on the same switch", octet: 13 };

export const PAIR: Topology = { name: "pair", hosts: [ALPHA, BETA] };
export const TRIO: Topology = { name: "trio", hosts: [ALPHA, BETA, GAMMA] };

export const TOPOLOGIES = { pair: PAIR, trio: TRIO } as const;

/** TEST-NET-1 (RFC 5737): never routed, and only ever configured inside the lab's own namespaces. */
export const DATA_NETWORK = "192.0.2";
export const DATA_INTERFACE = "eth1";
export const MANAGEMENT_INTERFACE = "eth0";

export const dataAddress = (host: HostSpec): string => `${DATA_NETWORK}.${host.octet}`;

/** The switch's own end of a host's data link. */
export const switchPort = (host: string): string => `sw-${host}`;
