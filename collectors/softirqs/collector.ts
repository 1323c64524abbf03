import type { Collector } from "#machines/contract/collector.ts";
import { counter, gauge, state } from "../field.ts";
import { showFiles } from "../section.ts";
import { FILES, parseSoftirqs } from "./parse.ts";

const net = {
  netRx: counter(32, "times", "Soft interrupts that took packets in."),
  netTx: counter(32, "times", "Soft interrupts that finished sending."),
} as const;

/**
 * How the work of the network is spread over CPUs: soft interrupts, and the cards' interrupts.
 *
 * Shape:
 *     == /proc/softirqs
 *                         CPU0       CPU1
 *           NET_TX:          4          0
 *           NET_RX:      11763      15751
 *     == /proc/interrupts
 *                CPU0       CPU1
 *      25:          0         15  PCI-MSIX-0000:00:01.0   1-edge      virtio0-input.0
 *     LOC:       1000       2000   Local timer interrupts
 *     ERR:          0
 *     == end
 * Fields: counters since boot, 32 bits a CPU, of the whole machine. softirqs lists possible CPUs, interrupts those online.
 *   Example: netRx = 27514, netTx = 4, cpus = 2
 * Empty: never; a file without a header is unparsable.
 * Fails: unparsable when a row is shorter than the header, but for ERR and MIS, which are one number for all.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/fs/proc/softirqs.c, kernel/irq/proc.c (show_interrupts)
 */
export const softirqs = {
  id: "softirqs",
  title: "soft interrupts",
  about: "How network work and interrupts are spread over the CPUs.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  // 11 bytes a CPU and interrupt: 128 CPUs with 700 interrupts are 1 MB.
  maxBytes: 4 * 1024 * 1024,
  fields: { ...net, cpus: gauge("CPUs", "Columns that were summed.") },
  tables: {
    cpus: net,
    interrupts: {
      total: counter(32, "interrupts", "Sum over the CPUs."),
      chip: state("Interrupt controller and line."),
      name: state("Driver's name for it, such as eth0-TxRx-3."),
    },
  },
  ways: [{ argv: ["sh", "-c", showFiles(FILES)], parse: parseSoftirqs, privilege: "user" }],
} as const satisfies Collector;
