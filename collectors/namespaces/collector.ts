import type { Collector } from "#machines/contract/index.ts";
import { literally } from "../echo.ts";
import { parseNamespaces } from "./parse.ts";

/**
 * How many other network namespaces with interfaces of their own this host has: counters read in one say nothing about the others.
 *
 * Shape:
 *     own 4026531840
 *     seen 4026531840 3
 *     seen 4026532587 0
 *     named qrouter-8d4f2c1e 2
 *     end
 * Fields: gauges of this moment: others and named count namespaces with an interface besides the loopback; names lists them, sorted.
 *   A line `hidden` stands for a process whose namespace this account may not see (root sees all; what fails for root is a process that just ended).
 *   Example: others = 1, named = 1, names = qrouter-8d4f2c1e
 * Empty: without `end` the list was cut short and everything is unknown. Namespaces with loopback only (many systemd services) carry no traffic.
 * Fails: an account that is not root sees only its own processes' namespaces; then others is unknown.
 * Source: https://man7.org/linux/man-pages/man7/namespaces.7.html, https://man7.org/linux/man-pages/man8/ip-netns.8.html
 */
const SCRIPT = [
  'i=$(readlink /proc/self/ns/net); i=${i#net:[}; echo "own ${i%]}"',
  "done_=' '",
  "for p in /proc/[0-9]*; do",
  '  l=$(readlink "$p/ns/net" 2>/dev/null) || { [ "$(id -u)" = 0 ] || echo hidden; continue; }',
  "  l=${l#net:[}; l=${l%]}",
  '  case $done_ in *" $l "*) continue;; esac',
  '  n=$(grep -c : "$p/net/dev" 2>/dev/null) || continue',
  '  done_="$done_$l "; echo "seen $l $((n - 1))"',
  "done",
  // `ip -n` enters the namespace; it reads link names only.
  'for f in /run/netns/*; do [ -e "$f" ] && echo "named ${f##*/} $(($(ip -n "${f##*/}" -o link 2>/dev/null | grep -c :) - 1))"; done',
  "echo end",
].join("\n");

export const namespaces = {
  id: "namespaces",
  title: "network namespaces",
  about: "Whether this host has network namespaces with interfaces besides the one that is read.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.3,
  deadlineMs: 15_000,
  maxBytes: 262_144,
  fields: {
    others: { kind: "gauge", unit: "namespaces", about: "Other network namespaces that have interfaces." },
    named: { kind: "gauge", unit: "namespaces", about: "Named ones among them." },
    names: { kind: "state", unit: "", about: "Their names." },
  },
  ways: [{ argv: ["sh", "-c", literally(SCRIPT)], parse: parseNamespaces, privilege: "sudo" }],
} as const satisfies Collector;
