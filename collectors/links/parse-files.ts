import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { sumLinks } from "./sum.ts";

const STATISTICS = {
  rxPackets: "rx_packets",
  rxDropped: "rx_dropped",
  rxErrors: "rx_errors",
  rxMissed: "rx_missed_errors",
  rxFifo: "rx_fifo_errors",
  rxOver: "rx_over_errors",
  rxNohandler: "rx_nohandler",
  txPackets: "tx_packets",
  txDropped: "tx_dropped",
  txErrors: "tx_errors",
} as const;

/** One line per value: "eth0 rx_packets 70". A file that is not there gives no line. */
export const SYSFS_SCRIPT = [
  "cd /sys/class/net || exit 1",
  "for i in *; do",
  // The directory also holds plain files, such as bonding_masters.
  '  [ -d "$i/statistics" ] || continue',
  `  for f in ${Object.values(STATISTICS).join(" ")}; do`,
  '    [ -r "$i/statistics/$f" ] && echo "$i $f $(cat "$i/statistics/$f" 2>/dev/null)"',
  "  done",
  '  for f in mtu ifindex operstate type carrier_changes; do [ -r "$i/$f" ] && echo "$i $f $(cat "$i/$f" 2>/dev/null)"; done',
  '  [ -L "$i/master" ] && echo "$i master $(basename "$(readlink "$i/master")")"',
  "done",
  // Not in sysfs. iproute2 before 4.10 prints no JSON and does not know programs either: it says nothing of them.
  "case $(ip -V 2>/dev/null) in *iproute2-ss1[7-9]* | *iproute2-ss2* | *iproute2-[5-9].*)",
  '  ip -o link 2>/dev/null | sed -n "s/^[0-9]*: \\([^:@]*\\)[:@].* mtu [0-9]* xdp\\([a-z]*\\).*/\\1 xdp attached\\2/p; t; s/^[0-9]*: \\([^:@]*\\)[:@].*/\\1 xdp none/p" ;;',
  "esac",
  "echo end",
].join("\n");

const ARPHRD_LOOPBACK = "772";

export function parseLinksFiles(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n").filter((line) => line !== "");
  if (lines.pop() !== "end") unparsable("the output ends before its last line");
  const seen = new Map<string, Map<string, string>>();
  for (const line of lines) {
    const [, name = "", file = "", value = ""] =
      /^(\S+) (\S+) (.*)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not interface, file and value`);
    seen.set(name, (seen.get(name) ?? new Map<string, string>()).set(file, value.trim()));
  }
  return sumLinks([...seen].map(([name, files]) => row(name, files)));
}

function row(key: string, files: ReadonlyMap<string, string>): Row & { readonly loopback: boolean } {
  const count = (file: string): Value => {
    const value = files.get(file);
    return value === undefined || value === "" ? unknown(`this kernel has no ${file} for ${key}`) : decimal(value, `${key} ${file}`);
  };
  const counters = Object.fromEntries(Object.entries(STATISTICS).map(([field, file]) => [field, count(file)]));
  return {
    ...counters,
    key,
    loopback: files.get("type") === ARPHRD_LOOPBACK,
    carrierChanges: count("carrier_changes"),
    mtu: count("mtu"),
    ifindex: count("ifindex"),
    operstate: (files.get("operstate") ?? "unknown").toUpperCase(),
    kind: files.get("type") === ARPHRD_LOOPBACK ? "loopback" : unknown("sysfs does not name the kind"),
    master: files.get("master") ?? "none",
    qdisc: unknown("sysfs does not name the discipline"),
    txQueueLength: unknown("ip was not asked"),
    xdp: PROGRAMS.get(files.get("xdp") ?? "") ?? unknown("sysfs does not say whether a program is attached"),
  };
}

/** As ip's text calls them, and as its JSON does. */
const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ["none", "none"],
  ["attached", "native"],
  ["attachedgeneric", "generic"],
  ["attachedoffload", "offloaded"],
  ["attachedmulti", "several"],
]);
