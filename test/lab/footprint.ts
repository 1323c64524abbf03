import { existsSync, lstatSync } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import { linkName } from "#lab/hosts/directory.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { must } from "#lab/hosts/run.ts";

const SETTINGS = [
  "net/core/netdev_max_backlog",
  "net/core/netdev_budget",
  "net/core/flow_limit_cpu_bitmap",
  "net/core/flow_limit_table_len",
  "net/netfilter/nf_conntrack_max",
  "net/ipv4/ip_forward",
  "net/ipv4/conf/all/rp_filter",
  "net/ipv6/conf/all/disable_ipv6",
  "kernel/hostname",
];

const HELD = "/run/culprit-settings";

/** What other labs hold at the moment, by path, and what they will put back. */
const heldByOthers = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const names = existsSync(HELD) ? (await readdir(HELD)).filter((name) => name.endsWith(".json")) : [];
  // Gone when its owner has just put the setting back.
  const texts = await Promise.all(names.map((name) => readFile(`${HELD}/${name}`, "utf8").catch(() => null)));
  const records = texts.filter((text) => text !== null).map((text) => JSON.parse(text) as Record<"path" | "found" | "directory", string>);
  return new Map(records.filter((each) => each.directory !== directory).map(({ path, found }) => [path, found]));
};

/** The machine's settings as they are, and where another lab holds one, as that lab found it. */
const settingsBut = async (directory: string): Promise<readonly string[]> => {
  // Before and after: one of them has what was held in between.
  const before = await heldByOthers(directory);
  const now = await Promise.all(SETTINGS.map((name) => readFile(`/proc/sys/${name}`, "utf8")));
  const held = new Map([...before, ...(await heldByOthers(directory))]);
  return SETTINGS.map((name, index) => `${name} ${held.get(`/proc/sys/${name}`) ?? now[index]?.trim()}`);
};

/** What a lab could leave on this machine. Left out is what others may make meanwhile: links and namespaces of other labs, mounts in /tmp. */
export const footprint = async (directory: string) => {
  const own = linkName(directory);
  const links = (await must(["ip", "-o", "link"]))
    .split("\n")
    .map((line) => line.split(": ")[1] ?? "")
    .map((name) => name.split("@")[0] ?? "");
  const named = (await must(["ip", "netns"])).split("\n");
  const mounts = (await readFile("/proc/self/mountinfo", "utf8")).split("\n").map((line) => line.split(" ").slice(3, 5).join(" "));
  const settings = await settingsBut(directory);
  const routes = (await must(["ip", "route"])).split("\n");
  return {
    links: links.filter((name) => name === own || !name.startsWith("culprit-")),
    routes: routes.filter((route) => !/dev culprit-/.test(route) || route.includes(own)),
    named: named.filter((name) => !name.startsWith("culprit-") || name.startsWith(own)),
    mounts: mounts.filter((mount) => !/ \/(tmp|run\/netns)(\/|$)/.test(mount) || mount.endsWith(" /tmp")),
    settings,
    files: [directory, `${directory}.lock`].filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined),
  };
};

/** The network namespaces of a lab that is up, as the kernel numbers them. */
export const namespacesOf = async (lab: Lab): Promise<ReadonlySet<string>> =>
  new Set(await Promise.all([...lab.places, ...lab.hosts].map((place) => readlink(`/proc/${place.pid}/ns/net`))));

/** Processes of the whole machine that live in one of these namespaces. */
export const processesIn = async (namespaces: ReadonlySet<string>): Promise<readonly string[]> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const where = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/ns/net`).catch(() => "")));
  return pids.filter((_, index) => namespaces.has(where[index] ?? ""));
};

/** Of a network namespace's own, those that faults change. */
const OWN_SETTINGS = [
  "core/somaxconn",
  "ipv4/icmp_echo_ignore_all",
  "ipv4/icmp_ratelimit",
  "ipv4/icmp_ratemask",
  "ipv4/ip_forward",
  "ipv4/ip_local_port_range",
  "ipv4/tcp_no_metrics_save",
  "ipv4/tcp_rfc1337",
  "ipv4/tcp_rmem",
  "ipv4/tcp_sack",
  "ipv4/tcp_slow_start_after_idle",
  "ipv4/tcp_max_syn_backlog",
  "ipv4/tcp_syn_retries",
  "ipv4/tcp_syncookies",
  "ipv4/tcp_timestamps",
  "ipv4/conf/*/arp_ignore",
  "ipv4/conf/*/rp_filter",
  "netfilter/nf_conntrack_checksum",
  "netfilter/nf_conntrack_tcp_be_liberal",
  "netfilter/nf_conntrack_tcp_timeout_established",
  "netfilter/nf_conntrack_tcp_timeout_syn_sent",
  "netfilter/nf_conntrack_tcp_timeout_time_wait",
];

/** Bridges and bonds take some of theirs from their ports, and follow them with a delay. */
const OFFLOADS = "tx-checksum-ip-generic|rx-checksumming|tcp-segmentation-offload|generic-segmentation-offload|generic-receive-offload";

/** Namespaces that other tests name meanwhile are left out. Carrier is left out: a bridge notices its ports up to a second after they were joined. So are numbers and order of links: one that was moved away and back has others. */
const INSIDE = `
grep . /sys/class/net/*/queues/rx-*/rps_cpus
nft -s list ruleset
tc qdisc show | sort
taskset -cp 1
awk 'index($5, "/run/netns/culprit-") != 1 { print $5 }' /proc/self/mountinfo
ip -br link | awk '{ $2 = $3 = ""; gsub(/NO-CARRIER,|,LOWER_UP/, ""); sub(/@if[0-9]+/, "", $1); print }' | sort
ip -d -o link | awk '{ l = $2; sub(/@if[0-9]+/, "", l); for (i = 3; i < NF; i++) if ($i ~ /^(mtu|qlen|promiscuity)$/) l = l " " $i " " $(i + 1); print l }' | sort
ip -o link show type veth | sed -E 's/^[0-9]+: ([^@:]+).*/\\1/' | sort | while read -r dev; do ethtool -k "$dev" | grep -E '^(${OFFLOADS}):'; done
ip -4 neigh show nud permanent | sort
cd /proc/sys/net && grep . ${OWN_SETTINGS.join(" ")}
ls -d /run/lab/found-* /run/lab/blinds 2>/dev/null
ip -4 -o addr | awk '{ print $2, $4 }' | sort
ip -4 route show table all | sort
ps -e -o comm= | grep -v -E '^(sh|ps|timeout|grep|sort)$' | sort`;

/** What a fault could leave on the hosts and in the switch. One after the other: a host sees the processes of its guests, also those that look. */
export const inside = async (lab: Lab): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const place of [...lab.places, ...lab.hosts]) found.push(`${place.name}\n${await place.must(["sh", "-c", INSIDE])}`);
  return found;
};
