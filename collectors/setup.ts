import { isUnknown, type Reading, type Row, type Value } from "#machines/contract/value.ts";

/** One thing about a host's setup that is not the same: which, how on either side, and how much it matters to packets (0 to 100). */
export interface Differing {
  readonly key: string;
  readonly area: string;
  readonly one: string;
  readonly other: string;
  readonly relevance: number;
}

export interface Compared {
  readonly compared: number;
  /** Most relevant first. */
  readonly differing: readonly Differing[];
}

/** `hosts`: two hosts, which have addresses, routes and rules of their own. `times`: one host at two times. */
export type Between = "hosts" | "times";

/** From here on a difference is told as one that may matter. */
export const RELEVANT = 50;
const MOST_SHOWN = 60;

/** A table's rows are missing where its count is unknown, and then it is not compared. */
const COUNT_OF: Readonly<Record<string, string>> = {
  software: "packages",
  modules: "modules",
  settings: "settings",
  devices: "devices",
  queues: "queues",
  routes: "routes",
};

const FIELDS: Readonly<Record<string, Readonly<Record<Between, number>>>> = {
  kernel: { hosts: 60, times: 70 },
  cmdline: { hosts: 30, times: 60 },
  packagesSum: { hosts: 5, times: 25 },
  rulesSum: { hosts: 15, times: 80 },
  legacyRulesSum: { hosts: 15, times: 80 },
  rules: { hosts: 30, times: 80 },
  legacyRules: { hosts: 30, times: 80 },
  switchVersion: { hosts: 60, times: 70 },
  switchSum: { hosts: 5, times: 55 },
  switchConfig: { hosts: 60, times: 75 },
};

/** What two readings of the collector `snapshot` differ in. What either does not know is not compared, and is no difference. */
export function compareSetups(one: Reading, other: Reading, between: Between): Compared {
  const fields = Object.entries(FIELDS).flatMap(([field, relevance]) => {
    const [a, b] = [one.fields[field], other.fields[field]];
    if (a === undefined || b === undefined || isUnknown(a) || isUnknown(b)) return [];
    return [{ key: field, area: areaOfField(field), one: String(a), other: String(b), relevance: relevance[between] }];
  });
  const rows = Object.keys(COUNT_OF).flatMap((table) =>
    between === "hosts" && table === "routes" ? [] : compareTable(table, { one, other, between }),
  );
  const all = [...fields, ...rows];
  const differing = all.filter((each) => each.one !== each.other).sort((a, b) => b.relevance - a.relevance || (a.key < b.key ? -1 : 1));
  return { compared: all.length, differing };
}

const areaOfField = (field: string): string =>
  field.startsWith("switch") ? "switch" : /ules/.test(field) ? "rules" : field === "packagesSum" ? "software" : "kernel";

const ABSENT = "absent";

interface Two {
  readonly one: Reading;
  readonly other: Reading;
  readonly between: Between;
}

function compareTable(table: string, { one, other, between }: Two): readonly Differing[] {
  const count = COUNT_OF[table] ?? "";
  if (!isNumber(one.fields[count]) || !isNumber(other.fields[count])) return [];
  const [here, there] = [valuesOf(one.tables?.[table]), valuesOf(other.tables?.[table])];
  const [devicesHere, devicesThere] = [devicesOf(here, table), devicesOf(there, table)];
  const gone = new Map<string, Differing>();
  const found: Differing[] = [];
  for (const key of new Set([...here.keys(), ...there.keys()])) {
    const [a, b] = [here.get(key) ?? ABSENT, there.get(key) ?? ABSENT];
    const device = deviceOf(table, key);
    const missing = device !== null && !(devicesHere.has(device) && devicesThere.has(device));
    if (missing && device !== null) {
      // An interface that only one side has is one difference and not thirty; two hosts name theirs as they like.
      if (between === "times" && table === "devices")
        gone.set(device, {
          key: device,
          area: table,
          one: a === ABSENT ? ABSENT : "present",
          other: b === ABSENT ? ABSENT : "present",
          relevance: relevanceOfDevice(device),
        });
      continue;
    }
    found.push({ key, area: table, one: a, other: b, relevance: relevanceOf(table, key, between) });
  }
  return [...found, ...gone.values()];
}

const isNumber = (value: Value | undefined): boolean => typeof value === "number";

const valuesOf = (rows: readonly Row[] = []): ReadonlyMap<string, string> =>
  new Map(rows.flatMap(({ key, value }) => (value === undefined || isUnknown(value) ? [] : [[key, String(value)] as const])));

/** The interface that a row is about; null for what is about the host. */
function deviceOf(table: string, key: string): string | null {
  if (table === "devices" || table === "queues") return key.split(" ")[0] ?? null;
  const name = table === "settings" ? /^net\.ipv[46]\.(?:conf|neigh)\.([^.]+)\./.exec(key)?.[1] : undefined;
  return name === undefined || name === "all" || name === "default" ? null : name;
}

const devicesOf = (values: ReadonlyMap<string, string>, table: string): ReadonlySet<string | null> =>
  new Set([...values.keys()].map((key) => deviceOf(table, key)));

/** Taps and the like come and go with guests. */
const relevanceOfDevice = (device: string): number =>
  /^(tap|qvo|qvb|qbr|qg-|qr-|ha-|veth|vnet|cali|lxc|br-[0-9a-f]{12})/.test(device) ? 10 : 60;

const TABLES: Readonly<Record<string, readonly (readonly [RegExp, number])[]>> = {
  devices: [
    [/ mtu$/, 95],
    [/ (speed|duplex)$/, 85],
    [/ offload (rx-checksumming|tx-checksum)/, 85],
    [/ offload (tcp-segmentation|generic-segmentation|generic-receive|large-receive|scatter-gather)/, 75],
    [/ offload .*(tnl|gre|vlan)/, 65],
    [/ (driver|version|firmware-version)$/, 65],
    [/ ring /, 65],
    [/ channel /, 50],
  ],
  settings: [
    [/\.(tcp_mem|udp_mem|udplite_mem|tcp_max_orphans|tcp_max_tw_buckets|nf_conntrack_buckets)$|\.mptcp\./, 15],
    [/\.(rp_filter|ip_forward|forwarding|disable_ipv6|accept_local)$/, 90],
    [/\.nf_conntrack_(max|checksum|tcp_be_liberal|tcp_loose|udp_timeout.*|tcp_timeout.*|generic_timeout|log_invalid)$/, 85],
    [/\.(netdev_max_backlog|flow_limit_cpu_bitmap|gc_thresh\d|ip_no_pmtu_disc|tcp_mtu_probing|min_pmtu|base_mss)$/, 85],
    [/\.(somaxconn|tcp_max_syn_backlog|tcp_abort_on_overflow|tcp_syncookies|ip_local_port_range|tcp_tw_reuse|tcp_timestamps)$/, 80],
    [
      /\.(arp_\w+|proxy_arp|icmp_\w+|bridge-nf-call-\w+|rmem_\w+|wmem_\w+|tcp_[rw]mem|netdev_budget\w*|dev_weight|tcp_window_scaling|tcp_sack)$/,
      70,
    ],
    [/\.tcp_/, 50],
  ],
  software: [[/^(linux-image|kernel|openvswitch|ovn|keepalived|haproxy|nftables|iptables|neutron|libvirt|qemu|firmware)/, 55]],
  modules: [[/^(nf_|nft_|ip_tables|xt_|br_netfilter|openvswitch|vxlan|ip_gre|geneve|sch_|act_|cls_|bonding|8021q)/, 50]],
  queues: [[/./, 75]],
  routes: [[/./, 80]],
};

const OTHERWISE: Readonly<Record<string, number>> = { devices: 30, settings: 40, software: 35, modules: 25 };

function relevanceOf(table: string, key: string, between: Between): number {
  const base = TABLES[table]?.find(([pattern]) => pattern.test(key))?.[1] ?? OTHERWISE[table] ?? 0;
  // A module that two hosts do not share says less than one that came or went.
  return between === "hosts" && table === "modules" ? base - 20 : base;
}

/** The rows that are shown, with the two sides under the names that the derivation gives them. */
export const shownRows = (differing: readonly Differing[], one: string, other: string): readonly Row[] =>
  differing
    .slice(0, MOST_SHOWN)
    .map((each) => ({ key: each.key, area: each.area, [one]: each.one, [other]: each.other, relevance: each.relevance }));

export const countIn = (differing: readonly Differing[], area: string): number => differing.filter((each) => each.area === area).length;
