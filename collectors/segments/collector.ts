import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, saying, state } from "../field.ts";
import { UNSEEN_FIELDS } from "../unseen-counts.ts";
import { parseSegments } from "./parse.ts";
import { ARGUMENTS, LIMIT_PACKETS, LIMIT_SECONDS, SEGMENTS_SCRIPT } from "./script.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * What passed this host of the connections to one service: by connection, direction and way (arriving, leaving), and what arrived and never left.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == link
 *     tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 128 bytes
 *     == segments
 *     1700000000.386925 eth2  In  ethertype IPv4 (0x0800), length 679: (id 7458, length 659)
 *         203.0.113.11.80 > 192.0.2.11.44334: Flags [P.], seq 2008842420:2008843039, ack 1842843294, length 619
 *     1700000000.386933 eth1  Out ethertype IPv4 (0x0800), length 679: (id 7458, length 659)
 *         203.0.113.11.80 > 192.0.2.11.44334: Flags [P.], seq 2008842420:2008843039, ack 1842843294, length 619
 *     1700000000.387021 eth2  In  ethertype IPv4 (0x0800), length 66: (id 7459, length 40)
 *         203.0.113.11.80 > 192.0.2.11.44334: Flags [F.], cksum 0x56f7 (incorrect -> 0x0cad), seq 2008843039, ack 1842843294, length 0
 *     3 packets captured
 *     3 packets received by filter
 *     0 packets dropped by kernel
 *     == ended 0
 *     == before
 *     cpu 0ec14fb2 02261bf1 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 2
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == after
 *     cpu 0ec15010 02261bf5 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 5
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == end
 * Fields: packets within this run. Short are those with less than 46 bytes of IP, which do not fill the shortest frame; padded ones came in a frame that
 *   was filled up. A checksum is verified only where the whole packet was kept, which the short ones are; one that a card or hypervisor
 *   computes later looks wrong and is not: badPassed counts those that went on all the same. On a host that forwards, swallowed are packets that
 *   arrived on any interface and left by none.
 *   What the host dropped where no capture sees it is counted as well, of all traffic: by CPUs, interfaces, cards and taps.
 *   Example: packets = 3, flows = 1, kernelDropped = 0, complete = true, finsIn = 1, finsOut = 0, shortIn = 1, badIn = 1
 * Empty: no packet after the line that it listens means that nothing of the service passed here: 0.
 * Fails: toolMissing without tcpdump; denied without root. Where the kernel dropped packets of the capture, or the limit was met, complete is false and what
 *   was not seen may have been there. Before tcpdump 4.99 interfaces have no names.
 * Source: tcpdump(1); https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
 */
export const segments = {
  id: "segments",
  title: "segments on their way",
  about: "Which TCP segments of one service arrived at this host and which left it again, with their checksums.",
  risk: "R1",
  probe: false,
  effects: [
    "captures the first 128 bytes of at most 6,000 packets to and from the service's address and port, on all interfaces, not promiscuous",
  ],
  scope: "netns",
  costSeconds: 1,
  deadlineMs: 20_000,
  // 400 bytes a packet, 150 a device, twice, and what the cards count.
  maxBytes: 6 * 1024 * 1024,
  fields: {
    packets: packets("Captured."),
    flows: gauge("connections", "Of which packets passed."),
    kernelDropped: packets("Lost by the capture itself."),
    complete: state("Nothing was lost or left out: what is not there was not there."),
    finsIn: packets("FINs of the service that arrived."),
    finsOut: packets("FINs of the service that left."),
    shortIn: packets("Arrived with less than 46 bytes of IP."),
    badIn: packets("Arrived with a checksum that the capture calls wrong."),
    ...UNSEEN_FIELDS,
  },
  tables: {
    flows: {
      clientPort: gauge("", "The client's port as this host sees it."),
      requestsIn: packets("From the client, arrived."),
      requestsOut: packets("From the client, left."),
      answersIn: packets("From the service, arrived."),
      answersOut: packets("From the service, left."),
      dataIn: packets("With data from the service, arrived."),
      dataOut: packets("With data from the service, left."),
      shortestDataOut: gauge("bytes", "Of IP, the shortest of those with data that left; 65,536 where none did."),
      synsIn: packets("The client's SYNs, arrived."),
      synsOut: packets("The client's SYNs, left."),
      finsIn: saying(packets("The service's FINs, arrived."), {
        "0": "No FIN of the service arrived",
        else: "FINs of the service arrived: {value}",
      }),
      finsOut: saying(packets("The service's FINs, left."), {
        "0": "No FIN of the service left",
        else: "FINs of the service left: {value}",
      }),
      shortIn: packets("Short ones, arrived."),
      paddedIn: packets("Short ones whose frame was filled up, arrived."),
      badIn: packets("With a wrong checksum, arrived."),
      badPassed: packets("With a wrong checksum, arrived and left again."),
      swallowed: packets("Arrived and did not leave."),
      swallowedResets: packets("Resets that arrived and did not leave; not among the others."),
      swallowedShort: packets("Arrived and did not leave, short."),
      swallowedBad: packets("Arrived and did not leave, with a wrong checksum."),
      swallowedFins: packets("Arrived and did not leave, FINs."),
    },
    interfaces: {
      arrived: packets("Arrived here."),
      left: packets("Left here."),
      badIn: packets("Arrived with a wrong checksum."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(SEGMENTS_SCRIPT), "culprit-segments", ...ARGUMENTS, LIMIT_SECONDS, LIMIT_PACKETS],
      parse: parseSegments,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
