import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { VALUE } from "#machines/contract/intervention.ts";

const INTERFACE = { slot: "interface", name: "interface" } as const;
const SCRIPT = 'cat "/sys/class/net/$1/$0"';

export const linkMtu: InterventionSpec = {
  id: "linkMtu",
  title: "MTU of an interface",
  about: "The largest packet that leaves by it in one piece. Routes and tunnels that rest on it follow.",
  source: "https://man7.org/linux/man-pages/man8/ip-link.8.html (mtu)",
  risk: "R3",
  effects: ["Some drivers reset the card for a new MTU; virtual interfaces do not."],
  scope: "netns",
  slots: { interface: "interface" },
  // 1280 is the least that IPv6 works with (RFC 8200, section 5): below it the kernel takes the addresses away, and raising it again does not bring them back.
  value: { kind: "integer", least: 1280, most: 65_535 },
  unit: "bytes",
  read: ["sh", "-c", SCRIPT, "mtu", INTERFACE],
  write: ["ip", "link", "set", "dev", INTERFACE, "mtu", VALUE],
};

export const queueLength: InterventionSpec = {
  id: "queueLength",
  title: "queue length of an interface",
  about: "How many packets wait in a tap or tun device for the program that reads it; of other interfaces, for new default queues.",
  source: "https://man7.org/linux/man-pages/man8/ip-link.8.html (txqueuelen)",
  risk: "R3",
  effects: [],
  scope: "netns",
  slots: { interface: "interface" },
  value: { kind: "integer", least: 1, most: 100_000 },
  unit: "packets",
  read: ["sh", "-c", SCRIPT, "tx_queue_len", INTERFACE],
  write: ["ip", "link", "set", "dev", INTERFACE, "txqueuelen", VALUE],
};

export const sourceCheck: InterventionSpec = {
  id: "sourceCheck",
  title: "reverse path filter of an interface",
  about: "0 does not test the source of what comes in, 1 wants the way back to be the same interface, 2 any interface.",
  source: "https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (rp_filter)",
  risk: "R3",
  effects: ["The larger one of this value and conf/all/rp_filter holds."],
  scope: "netns",
  slots: { interface: "interface" },
  value: { kind: "word", of: ["0", "1", "2"] },
  unit: "",
  read: ["sh", "-c", 'cat "/proc/sys/net/ipv4/conf/$0/rp_filter"', INTERFACE],
  write: ["sh", "-c", 'printf "%s\\n" "$1" >"/proc/sys/net/ipv4/conf/$0/rp_filter"', INTERFACE, VALUE],
};

/** ethtool names the old size only among its maxima; the second block of its output is what is set. */
const RINGS = 'ethtool -g "$0" | sed -n "/Current/,\\$s/^RX:[[:space:]]*//p"';

export const receiveRing: InterventionSpec = {
  id: "receiveRing",
  title: "receive ring of a card",
  about: "How many packets the card keeps for the driver. The driver says what the most is.",
  source: "https://man7.org/linux/man-pages/man8/ethtool.8.html (-G)",
  risk: "R4",
  effects: ["Many drivers take the link down for a moment while the rings are made anew."],
  scope: "netns",
  slots: { interface: "interface" },
  value: { kind: "integer", least: 32, most: 65_536 },
  unit: "descriptors",
  read: ["sh", "-c", RINGS, INTERFACE],
  write: ["ethtool", "-G", INTERFACE, "rx", VALUE],
};
