import type { Collector } from "#machines/contract/collector.ts";
import { counter, saying } from "../field.ts";
import { showFiles } from "../section.ts";
import { parseConntrackText } from "./parse.ts";
import { parseConntrackFile, STAT } from "../conntrack-file.ts";

const cpu = {
  found: counter(32, "packets", "Belonged to a known connection."),
  invalid: counter(32, "packets", "Could not be tracked: wrong checksum, out of window. Rules often drop these."),
  insert: counter(32, "entries", "New connections entered into the table."),
  insertFailed: saying(counter(32, "entries", "A new connection clashed with one just entered; the packet is dropped."), {
    "0": "No new connection clashed with one just entered",
    else: "{value} clashed with another one just entered, and the packet was dropped",
  }),
  drop: counter(32, "packets", "Dropped because no entry could be made: the table was full."),
  earlyDrop: counter(32, "entries", "Unconfirmed connections thrown out to make room."),
  error: counter(32, "packets", "ICMP errors that belong to nothing known, and packets no entry could be made for."),
  searchRestart: counter(32, "times", "Searches that began again because the table was resized meanwhile."),
  clashResolve: counter(32, "entries", "Clashes that were settled without loss."),
  chainTooLong: counter(32, "packets", "Dropped because one hash chain was too long."),
} as const;

/**
 * What connection tracking found, refused and dropped, per CPU.
 *
 * Shape:
 *     cpu=0   	found=7 invalid=2 insert=0 insert_failed=1 drop=182 early_drop=0 error=3 search_restart=4 clash_resolve=0 chaintoolong=0
 *     cpu=1   	found=0 invalid=0 insert=0 insert_failed=0 drop=1 early_drop=0 error=0 search_restart=0 clash_resolve=5 chaintoolong=0
 * Fields: u32 counters since the network namespace was made, one row per possible CPU, summed. Older tools also print searched, new, ignore,
 *   delete and delete_list, which are not read.
 *   Example: found = 7, invalid = 2, insertFailed = 1, drop = 183, earlyDrop = 0, error = 3, searchRestart = 4, clashResolve = 5, chainTooLong = 0
 * Empty: no row means the tool said nothing: unparsable, never 0.
 * Fails: wouldLoadModule where connection tracking is not loaded: asking would load it. denied without root. clash_resolve (tool 1.4.6, kernel 5.10)
 *   and chaintoolong (kernel 5.15) are unknown before. Without the tool /proc/net/stat/nf_conntrack is read, which some cloud kernels lack.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/netfilter/nf_conntrack_standalone.c (ct_cpu_seq_show); conntrack-tools src/conntrack.c.
 */
export const conntrack = {
  id: "conntrack",
  title: "connection tracking",
  about: "Packets that connection tracking dropped or called invalid.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 5_000,
  // 170 bytes a row and possible CPU; kernels built for 8,192 CPUs list only those the machine may have.
  maxBytes: 256 * 1024,
  fields: cpu,
  tables: { cpus: cpu },
  ways: [
    // Its netlink request loads nf_conntrack_netlink by itself, and that loads nf_conntrack: tracking would begin.
    {
      argv: ["conntrack", "-S"],
      parse: parseConntrackText,
      privilege: "sudo",
      wouldLoad: ["nf_conntrack", "nf_conntrack_netlink"],
    },
    { argv: ["sh", "-c", showFiles([STAT])], parse: parseConntrackFile, privilege: "sudo" },
  ],
} as const satisfies Collector;
