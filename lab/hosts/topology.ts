import type { Site } from "./site.ts";

/** Which hosts a lab has, what is between them, and how Culprit is pointed at them. */
export interface Topology {
  readonly name: string;
  /** One sentence: what network this is. */
  readonly about: string;
  readonly hosts: readonly HostSpec[];
  /** Namespaces without sshd, beside the "switch" that every lab has: wires, switches, routers nobody logs in to. */
  readonly places: readonly string[];
  /** Programs it needs beyond the lab's own, and the Debian package each comes in. */
  readonly tools: Readonly<Record<string, string>>;
  /** How its hosts are investigated where a fault says nothing else. */
  readonly asks: readonly Ask[];
  /** Lays the cables and starts the services. Every namespace is there; sshd and the management network come without it. */
  build(site: Site): Promise<void>;
}

export interface HostSpec {
  readonly name: string;
  /** What it is for, in a sentence of `culprit lab status`. */
  readonly about: string;
  /** Last octet of its address on the management bridge. */
  readonly octet: number;
  /** Its address on the network that the faults are about, and the interface which has it. */
  readonly dataAddress: string;
  readonly dataInterface: string;
  /** A guest: its processes are also seen on this host, as those of a virtual machine are. */
  readonly within?: string;
}

/** A way to point a runbook at a lab. */
export interface Ask {
  readonly runbook: string;
  /** Points at every fault of the topology, also at those that show another symptom than this runbook's. */
  readonly anyFault?: true;
  /** Host names by role. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly inputs: Readonly<Record<string, string>>;
}

export const MANAGEMENT_INTERFACE = "eth0";
