import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { VALUE } from "#machines/contract/intervention.ts";

interface Sysctl {
  readonly id: string;
  readonly title: string;
  /** Below /proc/sys, with slashes. */
  readonly path: string;
  readonly about: string;
  readonly source: string;
  readonly scope: InterventionSpec["scope"];
  readonly value: InterventionSpec["value"];
  readonly unit: string;
}

/** Read and written through /proc/sys, which needs no program: sysctl(8) is missing on small hosts, and reads some names otherwise. */
const sysctl = ({ path, ...rest }: Sysctl): InterventionSpec => ({
  ...rest,
  risk: "R3",
  effects: [],
  slots: {},
  read: ["cat", `/proc/sys/${path}`],
  write: ["sh", "-c", 'printf "%s\\n" "$1" >"$0"', `/proc/sys/${path}`, VALUE],
});

export const backlogLength = sysctl({
  id: "backlogLength",
  title: "length of a CPU's receive backlog",
  path: "net/core/netdev_max_backlog",
  about: "How many packets may wait for one CPU before the next are dropped. It holds for the whole machine.",
  source: "https://www.kernel.org/doc/html/v6.1/admin-guide/sysctl/net.html (netdev_max_backlog)",
  scope: "machine",
  value: { kind: "integer", least: 1, most: 1_000_000 },
  unit: "packets",
});

export const conntrackChecksum = sysctl({
  id: "conntrackChecksum",
  title: "checksum test of connection tracking",
  path: "net/netfilter/nf_conntrack_checksum",
  about: "Whether connection tracking tests checksums of incoming packets, and takes those that fail for invalid.",
  source: "https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (nf_conntrack_checksum)",
  scope: "netns",
  value: { kind: "word", of: ["0", "1"] },
  unit: "",
});

export const windowTracking = sysctl({
  id: "windowTracking",
  title: "strictness of TCP window tracking",
  path: "net/netfilter/nf_conntrack_tcp_be_liberal",
  about: "1 takes only resets outside of the window for invalid, 0 every segment outside of it.",
  source: "https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (nf_conntrack_tcp_be_liberal)",
  scope: "netns",
  value: { kind: "word", of: ["0", "1"] },
  unit: "",
});

export const conntrackSize = sysctl({
  id: "conntrackSize",
  title: "size of the connection table",
  path: "net/netfilter/nf_conntrack_max",
  about:
    "How many connections each network namespace may track at once; it is set for the whole machine. An entry takes about 320 bytes of kernel memory.",
  source: "https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (nf_conntrack_max)",
  scope: "machine",
  value: { kind: "integer", least: 1, most: 4_194_304 },
  unit: "connections",
});

export const listenQueue = sysctl({
  id: "listenQueue",
  title: "cap of the accept queues",
  path: "net/core/somaxconn",
  about: "The most that listen(2) may ask for. A socket that listens already keeps its queue until it listens anew.",
  source: "https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (somaxconn)",
  scope: "netns",
  value: { kind: "integer", least: 1, most: 65_535 },
  unit: "connections",
});

export const neighbourLimit = sysctl({
  id: "neighbourLimit",
  title: "size of the neighbour table",
  path: "net/ipv4/neigh/default/gc_thresh3",
  about: "How many neighbours of IPv4 the whole machine may know at once. An entry takes about 400 bytes of kernel memory.",
  source: "https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (gc_thresh3)",
  scope: "machine",
  value: { kind: "integer", least: 1, most: 1_048_576 },
  unit: "neighbours",
});
