import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, fraction } from "../number.ts";

const TOOLS = [
  "ip",
  "tc",
  "nft",
  "iptables-save",
  "conntrack",
  "ping",
  "tcpdump",
  "ethtool",
  "ss",
  "ovs-vsctl",
  "bpftrace",
  "perf",
] as const;

export const PREFLIGHT_SCRIPT = [
  "PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin",
  'echo "kernel $(uname -r)"',
  'echo "hostname $(hostname 2>/dev/null || cat /proc/sys/kernel/hostname 2>/dev/null)"',
  'echo "uid $(id -u)"',
  'echo "user $(id -un 2>/dev/null)"',
  // Root needs none, and sudo waits for the reader of the log: on a host where that hangs nobody would be let in.
  "S=",
  `if [ "$(id -u)" = 0 ]; then echo 'sudo yes'; elif sudo -n true 2>/dev/null </dev/null; then echo 'sudo yes'; S='sudo -n'; else echo 'sudo no'; fi`,
  'echo "loadavg $(cat /proc/loadavg 2>/dev/null)"',
  'echo "boot $(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"',
  't=no; for d in /sys/kernel/tracing /sys/kernel/debug/tracing; do $S test -r $d/events/skb/kfree_skb/format 2>/dev/null </dev/null && t=yes; done; echo "tracefs $t"',
  `for t in ${TOOLS.join(" ")}; do if command -v $t >/dev/null 2>&1; then echo "tool $t yes"; else echo "tool $t no"; fi; done`,
  "echo end",
].join("\n");

export function parsePreflight(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n");
  if (!lines.includes("end")) unparsable("the output ends before its last line");
  const line = (name: string): string => {
    const found = lines.find((one) => one === name || one.startsWith(`${name} `)) ?? unparsable(`no line "${name}"`);
    return found.slice(name.length).trim();
  };
  const word = (name: string): Value => line(name) || unknown(`this host does not say its ${name}`);
  const uid = decimal(line("uid"), "uid");
  return {
    fields: {
      kernel: word("kernel"),
      hostname: word("hostname"),
      user: word("user"),
      uid,
      root: uid === 0,
      sudo: yesNo(line("sudo"), "sudo"),
      load1: line("loadavg") === "" ? unknown("/proc/loadavg could not be read") : fraction(line("loadavg").split(" ")[0], "load average"),
      bootId: word("boot"),
      tracefs: yesNo(line("tracefs"), "tracefs"),
    },
    tables: {
      tools: lines.flatMap((one) => {
        const [, key, present] = /^tool (\S+) (\S+)$/.exec(one) ?? [];
        return key === undefined ? [] : [{ key, present: yesNo(present, key) }];
      }),
    },
  };
}

const yesNo = (text: string | undefined, what: string): boolean =>
  text === "yes" ? true : text === "no" ? false : unparsable(`${what} is neither yes nor no`);
