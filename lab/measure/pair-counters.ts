import { readFile } from "node:fs/promises";
import type { Lab } from "../hosts/lab.ts";
import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";
import { droppedByRules } from "./rules.ts";

/** Everything that a fault of a pair or trio moves, read on all hosts at once, by names such as "beta.rxDropped" or "softnetDropped". */
export const readCounters = async (lab: Lab): Promise<Counters> => {
  const [softnet, ...hosts] = await Promise.all([softnetCounters(), ...lab.hosts.map(hostCounters), ruleCounters(lab.switch)]);
  return Object.assign({}, softnet, ...hosts);
};

/** The machine's: the same numbers are seen from every network namespace. */
const softnetCounters = async (): Promise<Counters> => {
  const rows = (await readFile("/proc/net/softnet_stat", "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const column = (index: number) => rows.reduce((sum, row) => sum + Number.parseInt(row[index] ?? "0", 16), 0);
  return { softnetDropped: column(1), softnetSqueezed: column(2), softnetFlowLimited: column(10) };
};

const SCRIPT = `
echo rxDropped $(cat /sys/class/net/eth1/statistics/rx_dropped)
echo txDropped $(cat /sys/class/net/eth1/statistics/tx_dropped)
awk '/^Ip:/ && $2 ~ /^[0-9]/ { print "ipInReceives", $4; print "ipInDelivers", $10 }' /proc/net/snmp
awk '/^Udp:/ && $2 ~ /^[0-9]/ { print "udpRcvbufErrors", $6; print "udpInDatagrams", $2 }' /proc/net/snmp
tc -s qdisc show dev eth1 | awk '$1 == "Sent" { sub(",", "", $7); sum += $7 } END { print "qdiscDropped", sum + 0 }'
conntrack -S 2>/dev/null | tr ' ' '\\n' | awk -F= '$1 == "drop" { sum += $2 } END { print "conntrackDrop", sum + 0 }'
echo conntrackCount $(cat /proc/sys/net/netfilter/nf_conntrack_count 2>/dev/null || echo 0)
echo conntrackMax $(cat /proc/sys/net/netfilter/nf_conntrack_max 2>/dev/null || echo 0)
`;

const hostCounters = async (host: Namespace): Promise<Counters> => {
  const [text, rules] = await Promise.all([host.must(["sh", "-c", SCRIPT]), ruleCounters(host)]);
  const pairs = text
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return { ...Object.fromEntries(pairs.map(([name = "", value = ""]) => [`${host.name}.${name}`, Number(value)])), ...rules };
};

const ruleCounters = async (place: Namespace): Promise<Counters> => ({ [`${place.name}.ruleDropped`]: await droppedByRules(place) });
