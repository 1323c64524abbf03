import type { Collector } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { parseResolver, RESOLVER_SCRIPT } from "./parse.ts";

/**
 * How this host looks names up: which servers in which order, how long it waits for each, what it tries before.
 *
 * Shape:
 *     == /etc/resolv.conf
 *     search shop.example
 *     nameserver 192.0.2.12
 *     nameserver 192.0.2.53
 *     options timeout:1 attempts:3
 *     == /etc/nsswitch.conf
 *     hosts:          files mdns4_minimal [NOTFOUND=return] ldap dns
 *     == /run/systemd/resolve/resolv.conf
 *     cat: /run/systemd/resolve/resolv.conf: No such file or directory
 *     == !/run/systemd/resolve/resolv.conf
 *     == daemons
 *     nscd
 *     == end
 * Fields: settings as they are now, with glibc's defaults where nothing is said: five seconds, two attempts, one dot. slowSources are nscd, which glibc
 *   asks before it looks at the hosts line, and sources of that line before dns that may wait for somebody else; daemons are caches that programs ask first.
 *   Example: servers = 2, first = 192.0.2.12, stub = false, searchDomains = 1, ndots = 1, timeoutSeconds = 1, attempts = 3, slowSources = nscd ldap, daemons = nscd, upstreams = 0
 * Empty: an empty resolv.conf is one server, this host itself.
 * Fails: a file that may not be read makes what stands in it unknown. musl and Go programs read the same file and know fewer options.
 * Source: https://man7.org/linux/man-pages/man5/resolv.conf.5.html; https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html
 */
export const resolver = {
  id: "resolver",
  title: "resolver settings",
  about: "Which name servers this host asks, in which order, and how long it waits for each.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  maxBytes: 64 * 1024,
  fields: {
    servers: gauge("servers", "Name servers in the configuration."),
    first: state("The one that is asked first."),
    stub: state("Programs ask a cache on this host, which asks others."),
    searchDomains: gauge("domains", "Tried after each other for a name with few dots."),
    ndots: gauge("dots", "A name with fewer is tried with the search list first."),
    timeoutSeconds: gauge("s", "How long it waits for one server."),
    attempts: gauge("times", "How often it goes through the servers."),
    rotate: state("Servers are asked in turns."),
    oneByOne: state("IPv4 and IPv6 addresses are asked for one after the other."),
    useTcp: state("Every query goes by TCP."),
    upstreams: gauge("servers", "Name servers that systemd-resolved asks."),
    slowSources: saying(state("Sources asked before DNS that may wait for somebody else."), {
      nothing: "No source asked before DNS may wait for somebody else",
      else: "Asked before DNS, and may wait for somebody else: {value}",
    }),
    daemons: state("Caches that programs ask first."),
  },
  tables: { servers: { place: gauge("", "In the order in which it is asked.") } },
  ways: [{ argv: ["sh", "-c", RESOLVER_SCRIPT], parse: parseResolver, privilege: "user" }],
} as const satisfies Collector;
