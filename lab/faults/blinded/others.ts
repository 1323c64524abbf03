import type { Blind } from "../../blinds/blind.ts";
import { captureLoses } from "../../blinds/capture.ts";
import { fileAbsent, permissionDenied } from "../../blinds/files.ts";
import { kernelLogDenied, procOfTasksOnly, sysfsAbsent, untraced } from "../../blinds/kernel.ts";
import { toolMissing, toolRefuses } from "../../blinds/tools.ts";
import { conntrackFull } from "../pair/conntrack-full.ts";
import { lossElsewhere } from "../pair/loss-elsewhere.ts";
import { queueDrop } from "../pair/queue-drop.ts";
import { udpBuffer } from "../pair/udp-buffer.ts";
import { blinded } from "./blinded.ts";

/** /proc/net/stat/nf_conntrack has the same counters. */
export const conntrackWithoutTool = blinded(conntrackFull, {
  id: "conntrack-without-tool",
  about: "Beta's connection-tracking table is full, and conntrack is not installed on beta.",
  blinds: { beta: [toolMissing("conntrack")] },
});

const UNTRACED: readonly Blind[] = [...untraced, kernelLogDenied];

export const conntrackUnseen = blinded(conntrackFull, {
  id: "conntrack-unseen",
  about: "Beta's connection-tracking table is full; its counters, the kernel's log and its drop reasons are all out of reach.",
  blinds: {
    alpha: UNTRACED,
    beta: [
      toolRefuses(
        "conntrack",
        "conntrack v1.4.7 (conntrack-tools): Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this",
      ),
      fileAbsent("/proc/net/stat/nf_conntrack"),
      ...UNTRACED,
    ],
  },
  notNameable:
    "The table can be seen to be nearly full, which refuses nobody; that it refused packets only its counters, the log or the drop reasons say.",
});

/** Python asks the kernel for what tc shows. */
export const queueWithoutTc = blinded(queueDrop, {
  id: "queue-without-tc",
  about: "A shaper on beta's way out drops answers, and tc is not installed on beta.",
  blinds: { beta: [toolMissing("tc")] },
});

export const queueUnseen = blinded(queueDrop, {
  id: "queue-unseen",
  about: "A shaper on beta's way out drops answers; neither tc nor Python is installed on beta, and there is neither tracefs nor BTF.",
  blinds: { alpha: untraced, beta: [toolMissing("tc"), toolMissing("python3"), ...untraced] },
  notNameable:
    "Only the discipline itself and the drop reasons count what it drops, and nothing is left that could ask it; answers that beta failed to send could have met a rule as well.",
});

/** Probes are lost, and one of the two hosts shows nothing of itself: that it lost them can not be excluded. */
export const elsewhereUnseen = blinded(lossElsewhere, {
  id: "elsewhere-unseen",
  about: "The switch loses packets, and beta lets whoever logs in see its processes and nothing of its network.",
  blinds: {
    beta: [
      ...["ip", "tc", "nft", "conntrack", "ethtool", "tcpdump", "ss", "nstat", "iptables-save", "python3"].map(toolMissing),
      sysfsAbsent,
      procOfTasksOnly,
    ],
  },
  notNameable: "Nothing on beta can be read, so nothing says whether the packets reached it.",
});

/** A capture on both hosts would show where the packets end, and this one loses some of its own; the interfaces' counters still tell. */
export const elsewhereCaptureLoses = blinded(lossElsewhere, {
  id: "elsewhere-capture-loses",
  about: "The switch loses packets, and captures on beta lose others, as tcpdump itself says.",
  blinds: { beta: [captureLoses] },
});

/** The socket's own count is in /proc/net/udp. */
export const udpWithoutSnmp = blinded(udpBuffer, {
  id: "udp-without-snmp",
  about: "A UDP socket's buffer overflows on beta, and /proc/net/snmp is denied there.",
  blinds: { beta: [permissionDenied("/proc/net/snmp")] },
});
