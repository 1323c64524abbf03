import type { Collector } from "#machines/contract/index.ts";
import { literally } from "../echo.ts";
import { parseLedger } from "./parse.ts";

/**
 * What must be the same on a host before and after an investigation: loaded modules, network settings, promiscuous interfaces, trace instances.
 *
 * Shape:
 *     == modules
 *     2837465102 1204
 *     == sysctls
 *     1183746552 48211
 *     == promiscuous
 *     br-int
 *     == traces
 *     == end
 * Fields: words of this moment. modules and sysctls are the POSIX checksum and length of the sorted lists, promiscuous and traces the names themselves.
 *   Example: modules = 2837465102 1204, sysctls = 1183746552 48211, promiscuous = br-int, traces =
 * Empty: an empty section means that there are none; without the last line everything is unknown.
 * Fails: modules and sysctls are unknown without cksum (some busybox builds); traces is unknown where tracefs is not mounted or not readable (root only on stock kernels).
 * Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/cksum.html, https://www.kernel.org/doc/html/v6.1/trace/ftrace.html (instances)
 */
const SCRIPT = [
  "echo '== modules'; if [ -r /proc/modules ]; then cut -d' ' -f1 /proc/modules | sort | cksum; else echo none; fi",
  // Values that the kernel itself changes while packets flow are left out.
  "echo '== sysctls'; grep -r . /proc/sys/net/core /proc/sys/net/ipv4 /proc/sys/net/netfilter 2>/dev/null | grep -Ev '/(nf_conntrack_count|tcp_mem|udp_mem|tcp_fastopen_key|ip_unprivileged_port_start)' | sort | cksum",
  // IFF_PROMISC is 0x100 (include/uapi/linux/if.h).
  'echo \'== promiscuous\'; for f in /sys/class/net/*/flags; do [ -r "$f" ] || continue; read -r v < "$f"; if [ $((v & 256)) -ne 0 ]; then d=${f%/flags}; echo "${d##*/}"; fi; done',
  "echo '== traces'; if ls /sys/kernel/tracing/instances >/dev/null 2>&1; then ls /sys/kernel/tracing/instances; else echo '!unreadable'; fi",
  "echo '== end'",
].join("\n");

export const ledger = {
  id: "ledger",
  title: "state of the host",
  about: "Loaded modules, network settings, promiscuous interfaces and trace instances, to prove that nothing changed.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.1,
  deadlineMs: 10_000,
  maxBytes: 65_536,
  fields: {
    modules: { kind: "state", unit: "", about: "Checksum of the sorted list of loaded modules." },
    sysctls: { kind: "state", unit: "", about: "Checksum of the network settings." },
    promiscuous: { kind: "state", unit: "", about: "Interfaces in promiscuous mode." },
    traces: { kind: "state", unit: "", about: "Private trace instances." },
  },
  ways: [{ argv: ["sh", "-c", literally(SCRIPT)], parse: parseLedger, privilege: "user" }],
} as const satisfies Collector;
