import type { Collector } from "#machines/contract/index.ts";
import { parseNamespaces } from "./parse.ts";

/**
 * How many network namespaces this host has: counters read in one of them say nothing about the others.
 *
 * Shape:
 *   own 4026531840
 *   seen 4026531840
 *   seen 4026532587
 *   named qrouter-8d4f2c1e
 *   end
 *
 * Fields: distinct (gauge, namespaces seen through processes and names, this one included), named (gauge), names (text, sorted).
 *
 * Empty: without `end` the list was cut short and everything is unknown.
 *
 * Fails: an account that is not root sees only its own processes' namespaces; then distinct is unknown.
 *
 * Source: https://man7.org/linux/man-pages/man7/namespaces.7.html, https://man7.org/linux/man-pages/man8/ip-netns.8.html
 */
const SCRIPT = [
  "i=$(readlink /proc/self/ns/net); i=${i#net:[}; echo \"own ${i%]}\"",
  "for n in /proc/[0-9]*/ns/net; do l=$(readlink \"$n\" 2>/dev/null) || { [ -d \"${n%/ns/net}\" ] && echo hidden; continue; }; l=${l#net:[}; echo \"seen ${l%]}\"; done | sort -u",
  "for f in /run/netns/*; do [ -e \"$f\" ] && echo \"named ${f##*/}\"; done",
  "echo end",
].join("\n");

export const namespaces = {
  id: "namespaces",
  title: "network namespaces",
  about: "Whether this host has network namespaces besides the one that is read.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.3,
  deadlineMs: 15_000,
  maxBytes: 262_144,
  fields: {
    distinct: { kind: "gauge", unit: "namespaces", about: "network namespaces on this host, this one included" },
    named: { kind: "gauge", unit: "namespaces", about: "named network namespaces" },
    names: { kind: "state", unit: "", about: "their names" },
  },
  ways: [{ argv: ["sh", "-c", SCRIPT], parse: parseNamespaces, privilege: "sudo" }],
} as const satisfies Collector;
