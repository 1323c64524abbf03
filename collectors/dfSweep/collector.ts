import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseDfSweep } from "./parse.ts";
import { ARGUMENTS, SWEEP_SCRIPT } from "./script.ts";

/**
 * Up to which size packets that must not be fragmented come through, and how larger ones fail: refused here, refused by a router that says so, or in silence.
 *
 * Shape:
 *     route 10.1.0.12 dev eth1 src 10.1.0.11 uid 0 \    cache
 *     mode probe
 *     device eth1 1476
 *     size 200 passed 2 2 - -
 *     size 1476 lost 2 0 - -
 *     size 1462 passed 2 2 - -
 *     size 1468 lost 2 0 - -
 *     size 1463 lost 2 0 - -
 *     end
 * Fields: numbers of this run; sizes are those of whole IP packets. vanished counts the probes of which nobody said anything, and is 0 where a router
 *   spoke, where small probes were lost as well, or where a larger size passed: then it is not the size. Only the way there is tested: answers carry
 *   no Don't Fragment, and come back in pieces where they must.
 *   Example: full = 1476, smallPassed = true, fullPassed = false, largestPassing = 1462, smallestFailing = 1463, belowFull = 14, exact = true, sizeDecides = true, failure = lost, vanished = 6, localMtu = 1476
 * Empty: no size at all is unparsable. A target that answers nothing has smallPassed = false, and nothing is said about sizes. "unsettled" before
 *   the end: smaller sizes kept being lost by chance, and nobody knows where sizes end.
 * Fails: toolMissing where ping cannot forbid fragmentation (busybox). With iputils before 2019 an MTU that the kernel learnt in the last ten minutes refuses
 *   larger sizes at once: then ignoresLearnt is false and learntMtu says what it learnt. Links between virtual interfaces and bridges let 4 bytes more through than their MTU.
 * Source: https://man7.org/linux/man-pages/man8/ping.8.html (-M); ip(7) (IP_MTU_DISCOVER, IP_PMTUDISC_PROBE); RFC 1191, RFC 8201
 */
export const dfSweep = {
  id: "dfSweep",
  title: "size sweep",
  about: "Which sizes come through unfragmented, and how larger ones fail.",
  risk: "R2",
  probe: true,
  effects: [
    "sends at most 400 ICMP echo requests to the target, up to the size of the interface's MTU, with Don't Fragment",
    "a router that answers Fragmentation Needed makes the host remember that path MTU for ten minutes, as any other packet would",
  ],
  scope: "netns",
  costSeconds: 4,
  deadlineMs: 30_000,
  maxBytes: 64 * 1024,
  fields: {
    full: gauge("bytes", "Largest size that was tried: the interface's MTU."),
    small: gauge("bytes", "Smallest size that was tried."),
    smallPassed: state("Small probes came back."),
    fullPassed: state("Full-size probes came back."),
    largestPassing: gauge("bytes", "Largest size that came back."),
    smallestFailing: gauge("bytes", "Smallest size that did not."),
    belowFull: gauge("bytes", "How far the largest passing size is below the full one."),
    exact: state("No size between the two was left untried."),
    sizeDecides: state("Small ones pass, and from one size on none does."),
    failure: state(
      "How larger ones fail: none, told (a router says so), local (this host says so), refused (the link says no), lost (silence).",
    ),
    reportedMtu: gauge("bytes", "MTU that a router or this host reported."),
    reportedBy: state("Who reported it."),
    localMtu: gauge("bytes", "MTU of the interface they leave by."),
    outInterface: state("That interface."),
    learntMtu: gauge("bytes", "Path MTU that the kernel had in its cache before."),
    ignoresLearnt: state("The probes did not ask that cache."),
    sent: gauge("packets", "Probes sent, of all sizes."),
    received: gauge("packets", "Probes that were answered."),
    smallReceived: gauge("packets", "Small probes that were answered."),
    vanished: gauge("packets", "Probes that were too large for something and about which nobody said a word."),
    vanishedSizes: gauge("sizes", "How many sizes vanished."),
  },
  tables: {
    sizes: {
      fate: state("What became of it."),
      sent: gauge("packets", "Probes of this size."),
      received: gauge("packets", "Answered ones."),
      by: state("Who refused it."),
      mtu: gauge("bytes", "The MTU that was reported."),
    },
  },
  ways: [
    { argv: ["sh", "-c", literally(SWEEP_SCRIPT), "culprit-sweep", ...ARGUMENTS], parse: parseDfSweep, privilege: "user" },
    // Intervals below 1 s (0.2 s in versions before 2021) may need root.
    { argv: ["sh", "-c", literally(SWEEP_SCRIPT), "culprit-sweep", ...ARGUMENTS], parse: parseDfSweep, privilege: "sudo" },
  ],
} as const satisfies Collector;
