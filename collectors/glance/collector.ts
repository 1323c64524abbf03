import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseGlance } from "../glance-text.ts";
import { GLANCE_FILES_SCRIPT, GLANCE_SCRIPT } from "../glance-script.ts";

/**
 * What stands still on a host and should not: connections in odd states, addresses, neighbours, the VRRP daemon, pressure.
 *
 * Shape:
 *     == sockets
 *           4 ESTAB
 *           3 LISTEN
 *           2 SYN-SENT
 *     == addresses
 *     1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
 *     2: eth1    inet 192.0.2.11/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == lookups
 *     0
 *     == waits
 *     4036880 4325362 0 0 192.0.2.11:9200 192.0.2.12:47346
 *     == bonds
 *     0
 *     == login
 *     192.0.2.11
 *     == neighbours
 *           1 FAILED
 *           2 REACHABLE
 *     == vrrp
 *     1
 *     == switch
 *     0
 *     == daemons
 *     64 S do_epoll_wait
 *     == pressure
 *     cpu avg10=1.53 avg60=1.20 avg300=0.40 total=12345
 *     == load
 *     0.31
 *     4
 *     0
 *     == end
 * Fields: of this moment. Of a connection that waits: bytes that nobody has read, the receive buffer, bytes to be sent, and for how many milliseconds since it
 *   was made its window was closed to it; at most fifty, of at most 20,000. A daemon is held that is stopped, waits for a disk, or for the reader of its log.
 *   Example: established = 4, synSent = 2, synReceived = 0, waits = 1, neighboursFailed = 1, vrrpSockets = 1, switchRuns = false, daemons = 1, daemonsHeld = 0, cpuPressure = 1.53, cpus = 4
 * Empty: a state that nobody is in is not listed: 0. Without an address there is no loopback either.
 * Fails: what a daemon of another user waits for is unknown without root. A section whose tool is missing, or ended with an error, holds "!" and its name, and its fields are unknown; pressure is unknown before kernel 4.20. Without inet_diag, or with
 *   more than 20,000 connections, nobody looks at each: waits is unknown.
 * Source: ss(8), ip-neighbour(8), proc_pid_wchan(5), https://docs.kernel.org/accounting/psi.html, https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/raw.c (raw_sock_seq_show)
 */
export const glance = {
  id: "glance",
  title: "what stands still",
  about: "Connections by state, addresses, neighbours that do not answer, the VRRP daemon, and pressure on CPU and disk.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  // 120 bytes an address, 300 of them at most.
  maxBytes: 128 * 1024,
  fields: {
    established: gauge("connections", "TCP connections in use."),
    synSent: gauge("connections", "TCP connections that were begun here and are not answered yet."),
    synReceived: gauge("connections", "TCP connections that were begun elsewhere and are not complete."),
    closeWait: gauge("connections", "The other end has closed, the program here has not."),
    finWait: gauge("connections", "This end has closed, and the other one has not confirmed it."),
    lookups: gauge("sockets", "UDP sockets that are connected to a name server at this moment."),
    waits: gauge("connections", "Full of what is not read yet, or with more to send after having waited for the other end's window."),
    bondLegsDown: gauge("interfaces", "Legs of the kernel's bonds that are down or churn."),
    login: state("The address by which SSH came in."),
    switchRuns: state("Open vSwitch runs here, with or without its tools."),
    neighboursFailed: gauge("neighbours", "Neighbours that were asked for and do not answer."),
    vrrpSockets: gauge("sockets", "Raw sockets for VRRP: a router that shares an address has at least one."),
    daemons: gauge("processes", "Processes of keepalived."),
    daemonsHeld: gauge("processes", "Of these, stopped, waiting for a disk, or for the reader of their log."),
    cpuPressure: gauge("percent", "Share of the last 10 s in which something waited for a CPU."),
    ioPressure: gauge("percent", "Share of the last 10 s in which something waited for a disk."),
    load1: gauge("", "Load average of the last minute."),
    cpus: gauge("CPUs", "CPUs that are online."),
    blocked: gauge("processes", "Processes that wait for a disk at this moment."),
  },
  tables: {
    addresses: {
      address: state("The address."),
      device: state("The interface it is on."),
      length: gauge("bits", "Length of its prefix."),
      scope: state("global, link or host."),
    },
    waits: {
      unread: gauge("bytes", "Received, and not read by the program."),
      buffer: gauge("bytes", "Room in its receive buffer."),
      unsent: gauge("bytes", "To be sent, or not confirmed."),
      windowMs: gauge("ms", "How long it has waited for the other end's window since it was made."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(GLANCE_SCRIPT)],
      parse: parseGlance,
      privilege: "user",
      wouldLoad: ["inet_diag", "tcp_diag", "udp_diag"],
    },
    { argv: ["sh", "-c", literally(GLANCE_FILES_SCRIPT)], parse: parseGlance, privilege: "user" },
  ],
} as const satisfies Collector;
