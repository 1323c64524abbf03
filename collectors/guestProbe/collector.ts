import type { Collector, Way } from "#machines/contract/collector.ts";
import { ECHOES, LOSS_RUNS } from "../echo-runs.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseGuestProbe } from "./parse.ts";
import { ARGUMENTS, PROBE_SCRIPT } from "./script.ts";

const way = {
  argv: ["sh", "-c", literally(PROBE_SCRIPT), "culprit-guest-probe", ...ARGUMENTS],
  parse: parseGuestProbe,
} as const satisfies Omit<Way, "privilege">;

/**
 * Echo probes to a guest, and what the neighbour table of their sender says of it afterwards.
 *
 * Shape:
 *     == first
 *     PING 192.0.2.20 (192.0.2.20) 56(84) bytes of data.
 *     [1700000000.100000] 64 bytes from 192.0.2.20: icmp_seq=1 ttl=64 time=0.045 ms
 *     [1700000000.300000] no answer yet for icmp_seq=2
 *
 *     --- 192.0.2.20 ping statistics ---
 *     2 packets transmitted, 1 received, 50% packet loss, time 100ms
 *     rtt min/avg/max/mdev = 0.045/0.045/0.045/0.000 ms
 *     exit 0
 *     == mtu
 *     1450
 *     == route
 *     192.0.2.20 dev eth1 src 192.0.2.10 uid 0
 *     == neighbour
 *     192.0.2.20 dev eth1 lladdr fa:16:3e:00:00:20 STALE
 *     == asked
 *     yes
 *     == end
 * Fields: numbers of this run: ten probes, and where one of them was answered all others that were asked for, 8 ms apart. resolved is false where the
 *   entry is FAILED or INCOMPLETE: nobody answered for the guest's Ethernet address.
 *   Large probes follow where fewer than one in a hundred small ones is lost: == full is ping's text, == parts "asked in pieces of 528 bytes: 5 sent, 5 answered", or
 *   ping's text where perl or root is missing. One that comes back speaks for all of its kind: vanished counts kinds that are lost always.
 *   Example: sent = 2, received = 1, lost = 1, lostPercent = 50, mtu = 1450, onLink = true, neighbourState = STALE, resolved = true
 * Empty: no neighbour entry is unknown: behind a router there is none. A table that has expired it meanwhile has none either.
 * Fails: denied when 8 ms are too short for this login (iputils before 20210722 wants 200 ms unless root). Without `ip` the last two sections hold its
 *   shell's complaint, and what they would say is unknown.
 * Source: https://github.com/iputils/iputils/blob/20221126/ping/ping_common.c; ip-neighbour(8), ip-route(8)
 */
export const guestProbe = {
  id: "guestProbe",
  title: "probes to the guest",
  about: "Sends echo requests, small and large, to a guest, counts what comes back, and reads the neighbour entry they left.",
  risk: "R2",
  probe: true,
  effects: [
    "sends ten ICMP echo requests of 84 bytes to the guest within a second, and if one is answered as many more as the incident asks for, 8 ms apart",
    "where those come back, sends five echo requests of the size of its own MTU with Don't Fragment, and five of twice that in pieces of 548 bytes; a router that answers Fragmentation Needed makes the host remember that path MTU for ten minutes, as any other packet would",
    "asks once by broadcast who has the guest's address (ARP, one frame), where this host is on the guest's network; an entry that was wrong may be right afterwards",
  ],
  scope: "netns",
  costSeconds: 7,
  deadlineMs: 45_000,
  maxBytes: 1024 * 1024,
  fields: {
    sent: gauge("packets", "Echo requests sent."),
    received: gauge("packets", "Requests that were answered, each counted once."),
    lost: gauge("packets", "Requests that were not answered."),
    lostPercent: gauge("percent", "Lost of sent, not rounded."),
    duplicates: gauge("packets", "Answers that came more than once."),
    errors: gauge("messages", "Answers that were ICMP errors; this host's own where the address is not resolved."),
    localErrors: gauge("messages", "Requests that this host itself refused to send."),
    corrupted: gauge("packets", "Answers with a wrong checksum."),
    rttAvgMs: gauge("ms", "Average round trip of the last run."),
    mtu: gauge("bytes", "MTU of the interface the probes left by."),
    fullSent: gauge("packets", "Requests of that size, with Don't Fragment."),
    fullReceived: gauge("packets", "Those that were answered."),
    partsSent: gauge("packets", "Requests of about twice that size, in pieces."),
    partsReceived: gauge("packets", "Those that were answered."),
    smallParts: state("The pieces were smaller than any MTU, so that only the guest's answers were large."),
    largeSent: gauge("packets", "Both together."),
    vanished: gauge("packets", "Of both, those of a kind of which none was answered and of which nobody said why: the size decides."),
    onLink: state("The guest is on this host's own network: no router in between."),
    device: state("Interface the probes left by."),
    neighbourState: state("Of the guest's entry in the neighbour table: REACHABLE, STALE, FAILED..."),
    neighbourMac: state("Ethernet address that the probes went to."),
    resolved: state("The neighbour table knows an Ethernet address for the guest."),
  },
  tables: {
    echoes: ECHOES,
    lossRuns: LOSS_RUNS,
  },
  ways: [
    { ...way, privilege: "user" },
    // Short intervals need root with older iputils.
    { ...way, privilege: "sudo" },
  ],
} as const satisfies Collector;
