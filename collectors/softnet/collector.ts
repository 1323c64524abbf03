import type { Collector } from "#machines/contract/collector.ts";
import { counter, gauge, saying } from "../field.ts";
import { showFiles } from "../section.ts";
import { ONLINE, STAT } from "../softnet-rows.ts";
import { parseSoftnet } from "./parse.ts";

const cpu = {
  processed: counter(
    32,
    "packets",
    "Passes through the core receive function. A packet that crosses a veth or bond is counted at each hop.",
  ),
  dropped: counter(32, "packets", "Refused by a full receive backlog, including those the flow limit refused."),
  flowLimited: counter(32, "packets", "Refused by the flow limit, before the backlog was full."),
  backlogDropped: saying(counter(32, "packets", "Refused because the backlog was full: dropped less flow-limited."), {
    "0": "The backlog refused no packets",
    else: "The backlog was full and refused {value}",
  }),
  squeezed: saying(counter(32, "times", "The soft interrupt stopped with work left: its budget or its time was used up. Not loss."), {
    "0": "No soft interrupt stopped with work left",
    else: "The soft interrupt stopped with work left {value}",
  }),
  receivedRps: counter(32, "interrupts", "Woken by another CPU that steered packets here (RPS)."),
  backlogLength: gauge("packets", "Waiting in the backlog at this moment."),
} as const;

/**
 * Per-CPU statistics of the receive path: the only place where an overflowing backlog is counted.
 *
 * Shape:
 *     == /proc/net/softnet_stat
 *     00000011 00000003 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000002 00000001 00000000 00000000 00000000 00000000
 *     00005147 00000000 00000007 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000004 00000001 00000000 00000004
 *     == /sys/devices/system/cpu/online
 *     0-1
 *     == end
 * Fields: u32 counters since boot, hexadecimal, one row per online CPU, of the whole machine whatever the network namespace.
 *   Columns by width: 9 (2.6.18) · 10 adds received_rps (2.6.35) · 11 adds flow_limit_count (3.11) · 13 adds backlog length and CPU id (5.10)
 *   · 15 adds the two parts of the backlog length (6.4). Longer rows are read by their first 13 columns.
 *   A kernel without the flow-limit column has no flow limit, so there backlogDropped is dropped itself.
 *   Example: processed = 20824, dropped = 3, flowLimited = 1, backlogDropped = 2, squeezed = 7, receivedRps = 2, backlogLength = 4, columns = 15, onlineCpus = 2
 * Empty: never; an empty file is refused as unparsable.
 * Fails: denied or absent inside containers that hide /proc/net. Before 5.10 rows carry no CPU id: they are named through the list of online
 *   CPUs, and refused when the two differ in length.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/core/net-procfs.c (softnet_seq_show); v5.10, v3.11, v2.6.35 for the columns' beginnings.
 */
export const softnet = {
  id: "softnet",
  title: "softnet statistics",
  about: "What each CPU took from the network, and what it refused because its receive backlog was full.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  // 135 bytes a row: room for 1,900 CPUs.
  maxBytes: 256 * 1024,
  fields: {
    ...cpu,
    columns: gauge("columns", "Width of the rows: which kernel's format this is."),
    onlineCpus: gauge("CPUs", "Rows that were summed. Two readings compare only while this stays the same."),
  },
  tables: { cpus: cpu },
  ways: [{ argv: ["sh", "-c", showFiles([STAT, ONLINE])], parse: parseSoftnet, privilege: "user" }],
} as const satisfies Collector;
