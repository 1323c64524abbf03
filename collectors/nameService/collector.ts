import type { Collector } from "#machines/contract/collector.ts";
import { counter, gauge, state } from "../field.ts";
import { parseNameService, SERVICE_SCRIPT } from "./parse.ts";

/**
 * The sockets on which a host answers DNS queries, what waits in them, and which addresses the host has.
 *
 * Shape:
 *     == user
 *     0
 *     == sockets
 *     State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
 *     UNCONN 2304   0         192.0.2.12:53        0.0.0.0:*    users:(("named",pid=61,fd=3))
 *     	 skmem:(r2304,rb212992,t0,tb212992,f1792,w0,o0,bl0,d7)
 *     == addresses
 *     1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
 *     3: eth1    inet 192.0.2.12/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == end
 * Fields: gauges of this moment; drops are since the sockets were opened. unread is the most that waits in one socket: a server that reads has nothing
 *   waiting at most moments.
 *   Example: listening = true, sockets = 1, unread = 2304, drops = 7, addresses = 127.0.0.1 192.0.2.12
 * Empty: no socket means that nobody answers on port 53 here: listening is false.
 * Fails: toolMissing without ss. Without root the owners are not shown, and a socket is named by its address alone.
 * Source: https://man7.org/linux/man-pages/man8/ss.8.html (skmem: r is waiting, d was dropped)
 */
export const nameService = {
  id: "nameService",
  title: "name service sockets",
  about: "Who answers name queries on this host, and whether queries wait unread.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 5_000,
  // 300 bytes a socket: room for 800.
  maxBytes: 256 * 1024,
  fields: {
    listening: state("Somebody has a socket on UDP port 53."),
    sockets: gauge("sockets", "On UDP port 53."),
    unread: gauge("bytes", "Waiting in the fullest of them."),
    drops: counter(64, "datagrams", "Refused by them because their buffer was full."),
    addresses: state("Of this host."),
  },
  tables: {
    sockets: {
      address: state("Its local address."),
      owner: state("The process that has it."),
      unread: gauge("bytes", "Waiting to be read."),
      drops: counter(64, "datagrams", "Refused because its buffer was full."),
    },
  },
  ways: [{ argv: ["sh", "-c", SERVICE_SCRIPT], parse: parseNameService, privilege: "sudo", wouldLoad: ["inet_diag", "udp_diag"] }],
} as const satisfies Collector;
