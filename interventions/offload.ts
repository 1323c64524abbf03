import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { VALUE } from "#machines/contract/intervention.ts";

const INTERFACE = { slot: "interface", name: "interface" } as const;

interface Offload {
  readonly id: string;
  readonly title: string;
  /** As `ethtool -k` prints it, and as `ethtool -K` wants it. */
  readonly printed: string;
  readonly named: string;
  readonly about: string;
}

const offload = ({ id, title, printed, named, about }: Offload): InterventionSpec => ({
  id,
  title,
  about,
  source: "https://man7.org/linux/man-pages/man8/ethtool.8.html (-K)",
  risk: "R3",
  effects: ["A driver may switch related offloads along with it."],
  scope: "netns",
  slots: { interface: "interface" },
  value: { kind: "word", of: ["on", "off"] },
  unit: "",
  read: ["sh", "-c", `ethtool -k "$0" | sed -n 's/^${printed}: \\(on\\|off\\).*/\\1/p'`, INTERFACE],
  write: ["ethtool", "-K", INTERFACE, named, VALUE],
});

export const transmitChecksum = offload({
  id: "transmitChecksum",
  title: "checksums left to the card",
  printed: "tx-checksumming",
  named: "tx",
  about: "On: the card or the next hop fills in checksums of what is sent. Off: the kernel does, at some cost of CPU.",
});

export const tunnelSegmentation = offload({
  id: "tunnelSegmentation",
  title: "segmentation of tunnelled packets by the card",
  printed: "tx-udp_tnl-segmentation",
  named: "tx-udp_tnl-segmentation",
  about: "On: the card cuts large packets inside a UDP tunnel. Off: the kernel does.",
});
