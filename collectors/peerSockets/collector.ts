import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parsePeerSockets } from "./parse.ts";
import { ARGUMENTS, LIMIT_LINES, LIMIT_SECONDS, SOCKETS_SCRIPT } from "./script.ts";

const sockets = (about: string) => gauge("sockets", about);

/**
 * The sockets of one service while somebody waits for it: their states, what nobody has read, what nobody has accepted, and who owns them.
 *
 * Shape:
 *     == user
 *     0
 *     == look 0
 *     State      Recv-Q Send-Q Local Address:Port   Peer Address:Port  Process
 *     LISTEN     2      128          0.0.0.0:9000        0.0.0.0:*      users:(("gateway-api",pid=77,fd=3))
 *     CLOSE-WAIT 1      0         192.0.2.12:9000     192.0.2.11:40001  users:(("gateway-api",pid=77,fd=4))
 *     == look 1
 *     State      Recv-Q Send-Q Local Address:Port   Peer Address:Port  Process
 *     LISTEN     3      128          0.0.0.0:9000        0.0.0.0:*      users:(("gateway-api",pid=77,fd=3))
 *     CLOSE-WAIT 1      0         192.0.2.12:9000     192.0.2.11:40001  users:(("gateway-api",pid=77,fd=4))
 *     ESTAB      64     0         192.0.2.12:9000     192.0.2.11:40900
 *     == owners
 *     77 5 64
 *     == end
 * Fields: of the looks within this run, one a second. closeWait counts the sockets that a process holds and that were in CLOSE-WAIT in every look; unread is
 *   the most bytes that waited to be read in every look on one connection that a process holds; notAccepted are connections that are made
 *   and that no process has. descriptors and descriptorLimit are of the owner that has used the largest share of what it may have.
 *   Example: looks = 2, listening = true, acceptQueue = 3, acceptBacklog = 128, established = 1, closeWait = 1, notAccepted = 1, unread = 0, descriptors = 5, descriptorLimit = 64
 * Empty: a look without a line is a port that nobody has a socket on: listening is false, the counts are 0.
 * Fails: toolMissing without ss. Without root ss hides the owners: what needs them is unknown. With 2,000 sockets and more, too.
 * Source: ss(8); https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/tcp_diag.c (tcp_diag_get_info: the queues of a listening socket)
 */
export const peerSockets = {
  id: "peerSockets",
  title: "the service's sockets",
  about: "What state the service's connections are in while they hang, and which process has them.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.5,
  deadlineMs: 20_000,
  // 100 bytes a socket, 2,000 sockets a look, a look a second for half a minute.
  maxBytes: 8 * 1024 * 1024,
  fields: {
    looks: gauge("times", "How often the sockets were looked at."),
    listening: state("Somebody listens on the port."),
    acceptQueue: sockets("Most that waited to be accepted."),
    acceptBacklog: sockets("Most that may wait to be accepted."),
    established: sockets("Established at the end."),
    closeWait: sockets("Held by a process although the peer has closed, all the time."),
    notAccepted: sockets("Made by the kernel, and accepted by no process."),
    unread: gauge("bytes", "Waited to be read all the time, on one connection that a process has."),
    descriptors: gauge("descriptors", "Open in the owner that has used most of what it may have."),
    descriptorLimit: gauge("descriptors", "That it may have."),
  },
  tables: {
    connections: {
      clientPort: gauge("", "The client's port as this host sees it."),
      state: state("As it was last seen."),
      owned: state("A process has accepted it."),
      unread: gauge("bytes", "Received and not read, as last seen."),
      unsent: gauge("bytes", "Sent and not acknowledged, as last seen."),
    },
    processes: {
      sockets: sockets("It has on this port."),
      closeWait: sockets("Of these in CLOSE-WAIT all the time."),
      unread: gauge("bytes", "Waited to be read all the time, on one of its connections."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(SOCKETS_SCRIPT), "culprit-sockets", ...ARGUMENTS, LIMIT_SECONDS, LIMIT_LINES],
      parse: parsePeerSockets,
      privilege: "sudo",
      wouldLoad: ["inet_diag", "tcp_diag"],
    },
  ],
} as const satisfies Collector;
