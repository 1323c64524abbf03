import type { Collector } from "#machines/contract/collector.ts";
import { counter, gauge } from "../field.ts";
import { showFiles } from "../section.ts";
import { FILES, parseSockets } from "./parse.ts";

// The kernel keeps 32 bits a socket. A sum over sockets falls whenever one closes, which must read as a reset and never as a wrap.
const drops = (about: string) => counter(64, "datagrams", about);

/**
 * Which UDP and raw sockets refused datagrams, and how many sockets there are.
 *
 * Shape:
 *     == /proc/net/sockstat
 *     sockets: used 19
 *     TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 361
 *     UDP: inuse 2 mem 3
 *     == /proc/net/sockstat6
 *     UDP6: inuse 1
 *     == /proc/net/udp
 *        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 *      1234: 0100007F:1F90 00000000:0000 07 00000000:00000A00 00:00000000 00000000     0        0 81532 2 0000000000000000 194
 *     == /proc/net/udp6
 *       sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 *     == /proc/net/raw
 *       sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 *        1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 90001 2 0000000000000000 5
 *     == /proc/net/raw6
 *     == /proc/net/icmp
 *       sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 *     == /proc/net/icmp6
 *     == end
 * Fields: a socket's drops count since it was opened and vanish with it: the sums may fall. Queues and numbers of sockets are of this moment.
 *   tcpMemPages and udpMemPages are of the whole machine, the rest of the network namespace.
 *   Example: udpDrops = 194, rawDrops = 5, udpInUse = 3, tcpInUse = 1, tcpMemPages = 361, udpMemPages = 3, udpSockets = 1
 * Empty: a file with its header alone is a kind of socket nobody has open: 0. A file that is not there adds nothing (IPv6 off).
 * Fails: denied or absent for /proc/net/udp itself ends the reading.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/udp.c (udp4_format_sock: drops is the last column, since 2.6.27), net/ipv4/proc.c.
 */
export const sockets = {
  id: "sockets",
  title: "UDP sockets",
  about: "Datagrams that sockets refused because nobody read them in time.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  // 128 bytes a socket: room for 30,000.
  maxBytes: 4 * 1024 * 1024,
  fields: {
    udpDrops: drops("Refused by UDP sockets that are open now: receive buffer full."),
    rawDrops: drops("Refused by raw and ping sockets that are open now."),
    udpInUse: gauge("sockets", "UDP sockets, IPv4 and IPv6."),
    tcpInUse: gauge("sockets", "TCP sockets over IPv4, listening ones included."),
    tcpMemPages: gauge("pages", "Memory of all TCP sockets of the machine."),
    udpMemPages: gauge("pages", "Memory of all UDP sockets of the machine."),
    udpSockets: gauge("sockets", "Sockets whose drops were summed."),
  },
  tables: {
    udpSockets: {
      drops: drops("Refused by this socket since it was opened."),
      rxQueueBytes: gauge("bytes", "Received and not read yet."),
    },
  },
  ways: [{ argv: ["sh", "-c", showFiles(FILES)], parse: parseSockets, privilege: "user" }],
} as const satisfies Collector;
