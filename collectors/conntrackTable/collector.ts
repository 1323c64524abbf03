import type { Collector } from "#machines/contract/collector.ts";
import { gauge, saying, settingOf, state } from "../field.ts";
import { parseConntrackTable, TABLE_SCRIPT } from "./parse.ts";

/**
 * How full the connection-tracking table is.
 *
 * Shape:
 *     == /proc/sys/net/netfilter/nf_conntrack_count
 *     60
 *     == /proc/sys/net/netfilter/nf_conntrack_max
 *     240
 *     == /proc/sys/net/netfilter/nf_conntrack_buckets
 *     16384
 *     == module
 *     present
 *     == end
 * Fields: gauges of this moment. The count is of this network namespace, the limit of the whole machine.
 *   Example: tracking = true, count = 60, max = 240, buckets = 16384, usedPercent = 25
 * Empty: without the files, and with nothing in /sys/module and /proc/net that connection tracking would put there, the kernel tracks nothing:
 *   tracking is false, the numbers are unknown. A limit of 0 means no limit, so 0 percent are used.
 * Fails: denied when the files are there and may not be read; absent files beside a loaded module are unknown, not "no tracking".
 * Source: https://docs.kernel.org/networking/nf_conntrack-sysctl.html; v6.12 net/netfilter/nf_conntrack_core.c (__nf_conntrack_alloc).
 */
export const conntrackTable = {
  id: "conntrackTable",
  title: "conntrack table",
  about: "Entries in the connection-tracking table, against its limit.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  maxBytes: 4 * 1024,
  fields: {
    tracking: saying(state("Connection tracking is loaded in this kernel."), { no: "Connection tracking is not loaded in this kernel" }),
    count: gauge("entries", "Connections in the table now."),
    max: settingOf("net.netfilter.nf_conntrack_max", gauge("entries", "Entries the table may hold; 0 is no limit.")),
    buckets: gauge("buckets", "Size of the hash table."),
    usedPercent: saying(gauge("percent", "Count of max."), { else: "The connection-tracking table is {value} full" }),
  },
  ways: [{ argv: ["sh", "-c", TABLE_SCRIPT], parse: parseConntrackTable, privilege: "user" }],
} as const satisfies Collector;
