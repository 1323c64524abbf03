import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parsePathCapture } from "./parse.ts";
import { ARGUMENTS, CAPTURE_SCRIPT, LIMIT_PACKETS, LIMIT_SECONDS } from "./script.ts";

const probes = (about: string) => gauge("packets", about);

/**
 * Where on this host echo probes to one address were seen, on every interface and in both directions, also inside GRE, VXLAN, Geneve
 * and IP in IP, over IPv4 and IPv6.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == places
 *     192.0.2.11 request eth1 In - 200 0.00 0
 *     192.0.2.11 request eth2 Out - 198 1.00 0
 *     192.0.2.11 reply eth2 In - 198 0.00 0
 *     192.0.2.11 reply eth1 Out - 198 1.00 0
 *     == any
 *     192.0.2.11 request 200
 *     192.0.2.11 reply 198
 *     == capture
 *     captured 794
 *     dropped 0
 *     odd 0
 *     == end
 *   A place is: who probes, request or reply, interface, direction as this host sees it, encapsulation, how many distinct probes, the mean number of places
 *   of this host that had seen a probe before (its place in the order), how many came again.
 * Fields: distinct probes seen while this ran, in this network namespace. A transmitted packet is seen after the queueing discipline, a received
 *   one after ring and backlog and before any filter rule: what those lose is missing here.
 *   Example: places = 4, requests = 200, replies = 198, captured = 794, dropped = 0, complete = true
 * Empty: no place means that no probe passed this host while tcpdump listened: requests and replies are 0.
 * Fails: denied without root or CAP_NET_RAW; toolMissing without tcpdump or awk. dropped above 0 means that the kernel's capture buffer lost
 *   packets, and as many as were asked for means that it stopped early: then complete is false, and what is missing here proves nothing.
 *   Not recognised is what is encrypted, STT, two VLAN tags or more inside a tunnel, an IPv4 header inside with options, and what has a source port that tcpdump
 *   takes for another protocol's.
 * Source: https://www.tcpdump.org/manpages/tcpdump.1.html (OUTPUT FORMAT, -i any); https://www.tcpdump.org/manpages/pcap-filter.7.html
 */
export const pathCapture = {
  id: "pathCapture",
  title: "path capture",
  about: "Where on this host the probes were seen, on every interface, while they were sent.",
  risk: "R1",
  probe: false,
  effects: [
    "captures echo packets to and from the probed address with tcpdump on all interfaces of the namespace, the first 400 bytes of each, not promiscuous",
    "uses up to 8 MB of memory for the capture, 230 bytes for each different probe it sees (90 MB at its limit of 400,000), and about 5 µs of CPU time a packet",
  ],
  scope: "netns",
  costSeconds: 2,
  deadlineMs: 20_000,
  // A line a place: hundreds of interfaces are tens of kilobytes.
  maxBytes: 512 * 1024,
  fields: {
    places: gauge("places", "Interfaces and directions where probes were seen."),
    requests: probes("Distinct requests seen anywhere on this host."),
    replies: probes("Distinct replies seen anywhere on this host."),
    captured: probes("Packets that tcpdump took."),
    dropped: probes("Packets that the capture itself lost."),
    complete: state(
      "The capture lost nothing and did not stop early: what is missing here was not here, unless wrapped in what it does not recognise.",
    ),
  },
  tables: {
    places: {
      peer: state("Who probes."),
      kind: state("request or reply."),
      interface: state("Where it was seen."),
      direction: state("In or Out, as this host sees it."),
      encapsulation: state("What it was wrapped in: gre, vxlan, geneve, or - for nothing."),
      seen: probes("Distinct probes seen here."),
      order: gauge("places", "Mean number of places of this host that had seen a probe before."),
      again: probes("Probes that were seen here more than once."),
    },
    totals: { peer: state("Who probes."), kind: state("request or reply."), seen: probes("Distinct probes seen anywhere on this host.") },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(CAPTURE_SCRIPT), "culprit-capture", ...ARGUMENTS, LIMIT_SECONDS, LIMIT_PACKETS],
      parse: parsePathCapture,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
