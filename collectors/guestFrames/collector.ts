import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { UNSEEN_FIELDS } from "../unseen-counts.ts";
import { parseGuestFrames } from "./parse.ts";
import { ARGUMENTS, FRAMES_SCRIPT } from "./script.ts";

const frames = (about: string) => gauge("frames", about);

/**
 * Where on this host frames to and from one guest were seen while this ran: by interface and direction, and in tunnels by their two ends.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     frames tap3f2a91c0-1b in - request 20
 *     frames eth1 out 10.20.0.12>10.20.0.13 request 20
 *     frames tap3f2a91c0-1b out - answer 1
 *     size tap7be04d52-c8 in - 1480
 *     answer fa:16:3e:7b:e0:4d 4
 *     captured 214 lost 0 limit 50000
 *     == before
 *     device tap3f2a91c0-1b up 1 0x1303 16 31 qbr3f2a91c0-1b 1450
 *     cpu 0ec14fb2 02261bf1 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 2
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == after
 *     device tap3f2a91c0-1b up 1 0x1303 37 52 qbr3f2a91c0-1b 1450
 *     cpu 0ec15010 02261bf5 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 5
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == end
 * Fields: frames counted within this run, whoever sent them. request and reply are ICMP echoes to and from the guest, largeRequest and
 *   largeReply those of 500 bytes and more, each by its first piece; ask and answer are ARP for its
 *   address, askBack and answerBack ARP by which it looks for others; DHCP is everybody's, by interface.
 *   meta... are what it asks of 169.254.169.254 and what comes back, by TCP to port 80 and, from a guest that takes the address for a neighbour's, by ARP.
 *   Interfaces are those of the login's network
 *   namespace; a tunnel's frames are read inside the outer packet (GRE, VXLAN, Geneve without options), so they show whichever datapath built it.
 *   in and out of a device are what came from it and what was sent to it, by the kernel's counters: out of a guest's tap is to the guest.
 *   What the host dropped where no capture sees it is counted as well, of all traffic: by CPUs, interfaces, cards and taps.
 *   Example: captured = 214, lost = 0, complete = true, answerers = 1, downDevices = 0, backlogDrops = 3, sendDrops = 0
 * Empty: no `frames` line means that none was seen: 0. Devices that do not exist are left out; all of them may be.
 * Fails: toolMissing where tcpdump cannot name interfaces (before libpcap 1.10); denied without root. lost above 0 makes complete unknown: what was not
 *   seen then proves nothing. Frames that never pass the kernel (DPDK, SR-IOV) and tunnels inside IPsec are not seen.
 * Source: tcpdump(1), https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html; RFC 2784, RFC 7348, RFC 8926 for the offsets
 */
export const guestFrames = {
  id: "guestFrames",
  title: "frames of the guest",
  about: "Counts where on this host echoes, ARP, DHCP and requests for metadata of one guest are seen, tunnels included.",
  risk: "R1",
  probe: false,
  effects: ["captures with tcpdump on all interfaces, not promiscuous, at most 50,000 frames and five minutes; nothing is stored"],
  scope: "host",
  costSeconds: 1,
  deadlineMs: 20_000,
  // 150 bytes a device and look, twice, and what the cards count: a compute node has thousands of devices.
  maxBytes: 4 * 1024 * 1024,
  fields: {
    captured: frames("Frames that matched."),
    lost: frames("Frames that the capture itself lost."),
    complete: state("The capture saw everything it should have."),
    answerers: gauge("addresses", "Different Ethernet addresses that answered for the guest's address."),
    downDevices: gauge("devices", "Devices of the two ports that are shut or have no carrier."),
    ...UNSEEN_FIELDS,
  },
  tables: {
    hops: {
      device: state("Interface."),
      direction: state("in: it came by this interface; out: it was sent by it."),
      where: state("Outer addresses of a tunnel's packet, sender first; - outside of tunnels."),
      request: frames("Echo requests to the guest."),
      reply: frames("Echo replies of the guest."),
      largeRequest: frames("Large ones to the guest, or their first pieces."),
      largeReply: frames("Large ones of the guest, or their first pieces."),
      largestReply: gauge("bytes", "The largest of those, as an IPv4 packet."),
      ask: frames("ARP requests for the guest's address."),
      answer: frames("ARP answers for the guest's address."),
      askBack: frames("ARP requests of the guest."),
      answerBack: frames("ARP answers to the guest."),
      dhcpRequest: frames("DHCP messages of clients."),
      dhcpReply: frames("DHCP messages of servers."),
      metaSyn: frames("Connections that the guest began to the metadata address, each attempt counted."),
      metaAccept: frames("Those that were taken."),
      metaRefuse: frames("Resets that came back from the metadata address."),
      metaGet: frames("Requests that the guest sent."),
      metaServe: frames("Answers with what was asked for (HTTP 2xx, 3xx)."),
      metaFail: frames("Answers that say that there is nothing, or that the server failed (HTTP 4xx, 5xx)."),
      metaAsk: frames("ARP requests of the guest for the metadata address itself."),
      metaAnswer: frames("ARP answers for the metadata address."),
    },
    answers: { answers: frames("ARP answers that named this Ethernet address, counted on each interface they passed.") },
    devices: {
      up: state("Nobody shut it and it has a carrier."),
      shut: state("Somebody shut it: it is administratively down."),
      operstate: state("What the kernel calls its state."),
      mtu: gauge("bytes", "Its MTU."),
      master: state("Bridge or switch it is a port of; none where it is not."),
      in: frames("Came from it in the window."),
      out: frames("Were sent to it in the window."),
      outDropped: frames("Were to be sent to it in the window, and it dropped them: out of a guest's tap, for want of room in its queue."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(FRAMES_SCRIPT), "culprit-guest-frames", ...ARGUMENTS],
      parse: parseGuestFrames,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
