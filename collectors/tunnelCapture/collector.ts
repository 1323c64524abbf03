import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { UNSEEN_FIELDS } from "../unseen-counts.ts";
import { parseTunnelCapture } from "./parse.ts";
import { ARGUMENTS, LIMIT_LATER, LIMIT_PACKETS, LIMIT_SECONDS, TUNNEL_SCRIPT } from "./script.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * How packets of two addresses travel inside a tunnel on this host (encapsulation, Don't Fragment outside, fragments), and who refused any as too large.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     eth1 Out 4500007aabcd40004 02f00000a14000c0a14000d
 *     eth1 Out 4500006c1a2b4000402fd0a10a14000c0a14000d00006558fa163e7be04dfa163e3f2a910800450000541c4640004001075a0a01000b0a01000c0800
 *     eth2 In 45c000385ae50000ff019b3fcb007142c000020b0304f1f700000578450005dc000040003f01a1e5c000020bcb00718c0800
 *     eth1 In 450005dcf02a2000402f50880a14000c0a14000d00006558fa163e7be04dfa163e3f2a910800450005c400004000400121210a01000b0a01000c0800
 *     later eth1 In 45000022f02a00b9402f75890a14000c0a14000d
 *     captured 4
 *     dropped 0
 *     later-captured 1
 *     later-dropped 0
 *     before dev eth1 rx_dropped 0
 *     before programs
 *     before card == end
 *     after dev eth1 rx_dropped 0
 *     after programs
 *     after card == end
 *     end
 *   A line is: interface, direction, the packet from its outer IP header on in hexadecimal. What is no whole packet is left out. Later fragments carry
 *   no inner header: those are listed whose first one has the same source, target, protocol and id.
 * Fields: packets seen while this ran, in this network namespace; one that passes two interfaces is seen twice. overhead is the distance from the outer IP
 *   header to the inner one, so the tunnel's cost without the link's own Ethernet header. policy says what becomes of Don't Fragment: always, inherit
 *   (from the packet inside), never. whole counts packets whose fragments were all seen, one that passes two interfaces once. innerFilter is a capture filter for this tunnel's packets of the first address.
 *   Example: wrapped = 2, wrappedOut = 1, begunIn = 1, wholeIn = 1, encapsulation = gre, overhead = 38, handsOnDf = true, policy = inherit or always, refusalsIn = 1, refusalsOut = 0, captured = 4, complete = true
 * Empty: nothing seen: wrapped is 0, and what nothing was seen of is unknown.
 * Fails: denied without root or CAP_NET_RAW; toolMissing without tcpdump or awk. Without a direction (tcpdump before 4.99) what
 *   left and what arrived is unknown. Where an id came twice, or later fragments were more than are taken, what became of them is unknown. A card that
 *   segments large TCP sends may show packets larger than leave it.
 * Source: RFC 2784, RFC 2890 (GRE), RFC 7348 (VXLAN), RFC 8926 (Geneve), RFC 1191 (Fragmentation Needed); pcap-filter(7); tcpdump(8)
 */
export const tunnelCapture = {
  id: "tunnelCapture",
  title: "tunnel capture",
  about: "How packets of two addresses travel inside a tunnel here, and who refused any as too large.",
  risk: "R1",
  probe: false,
  effects: [
    "captures tunnel packets of the two addresses and Fragmentation Needed about them with tcpdump on all interfaces of the namespace, 192 bytes each, not promiscuous",
    "captures the headers of later fragments of all tunnels with a second tcpdump, up to 20,000, of which only those of the two addresses leave the host",
    "uses up to 15 MB of memory for the captures and about 5 µs of CPU time a packet while it runs",
  ],
  scope: "netns",
  costSeconds: 2,
  deadlineMs: 20_000,
  // 430 bytes a packet, 130 a later fragment, 150 a device, twice, and what the cards count.
  maxBytes: 6 * 1024 * 1024,
  fields: {
    wrapped: packets("Seen inside a tunnel."),
    wrappedOut: packets("Seen leaving inside a tunnel."),
    wrappedIn: packets("Seen arriving inside a tunnel."),
    encapsulation: state("What they travel in."),
    overhead: gauge("bytes", "From the outer IP header to the inner one."),
    policy: state("What becomes of Don't Fragment outside: always, inherit, never."),
    handsOnDf: state("A packet that must not be fragmented leaves in one that must not be."),
    fragmentsOut: packets("Left as the first of several fragments."),
    fragmentsIn: packets("Arrived as the first of several fragments."),
    begunOut: packets("Different packets whose first fragment left."),
    begunIn: packets("Different packets whose first fragment arrived."),
    wholeOut: packets("Of these, all fragments left."),
    wholeIn: packets("Of these, all fragments arrived."),
    piecesIn: packets("Different fragments of them that arrived, the first ones among them."),
    largestInner: gauge("bytes", "Largest packet inside."),
    innerFilter: state("Capture filter for this tunnel's packets of the first address."),
    refusalsIn: packets("Fragmentation Needed that arrived here."),
    refusalsOut: packets("Fragmentation Needed that left here."),
    captured: packets("Packets that tcpdump took."),
    dropped: packets("Packets that the capture itself lost."),
    complete: state("The capture lost nothing and did not stop early."),
    ...UNSEEN_FIELDS,
  },
  tables: {
    tunnels: {
      packets: packets("Seen so."),
      fragmented: packets("First fragments among them."),
      largestInner: gauge("bytes", "Largest packet inside."),
      overhead: gauge("bytes", "From the outer IP header to the inner one."),
      vlansInside: gauge("tags", "VLAN tags inside."),
    },
    refusals: {
      packets: packets("Seen so."),
      mtu: gauge("bytes", "The MTU that it names."),
      by: state("Who sent it."),
      about: state("Where the refused packet was going."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(TUNNEL_SCRIPT), "culprit-tunnel", ...ARGUMENTS, LIMIT_SECONDS, LIMIT_PACKETS, LIMIT_LATER],
      parse: parseTunnelCapture,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
