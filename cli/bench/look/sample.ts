/** A fault that a first look is shown, and the runbooks that a colleague who knows what is wrong would open: each of them can name its cause. */
export interface Shown {
  readonly fault: string;
  readonly right: readonly string[];
}

const LOSS = "small-packet-loss";
const SIZES = "large-packets-vanish";
const CONNECTIONS = "new-connections-time-out";
const HANGS = "response-hangs-until-timeout";
const RATE = "throughput-below-line-rate";
const DELAY = "latency-under-load";
const GUEST = "one-guest-unreachable";
const ADDRESS = "virtual-ip-flaps";
const NAMES = "name-lookups-slow";
const BOND = "bond-or-lacp-churn";

/**
 * Faults of every topology and of every kind of incident, as they are by default, and hosts on which nothing is wrong. Chosen before any of them was looked at, two or three of each
 * kind, and not for what they would show.
 */
export const SHOWN: readonly Shown[] = [
  { fault: "healthy", right: [] },
  { fault: "backlog-overflow", right: [LOSS] },
  { fault: "queue-drop", right: [LOSS, RATE] },
  { fault: "firewall-drop", right: [LOSS] },
  { fault: "conntrack-full", right: [LOSS, CONNECTIONS] },
  { fault: "udp-buffer", right: [LOSS] },
  { fault: "tap-queue", right: [LOSS] },
  { fault: "listen-overflow", right: [CONNECTIONS] },
  { fault: "syn-flood", right: [CONNECTIONS] },
  { fault: "service-down", right: [CONNECTIONS] },
  { fault: "bufferbloat", right: [DELAY] },
  { fault: "shaper-rate", right: [RATE] },
  { fault: "slow-reader", right: [RATE] },
  { fault: "mtu-mismatch", right: [SIZES] },
  { fault: "dns-timeout", right: [NAMES] },
  { fault: "names-lost", right: [NAMES] },
  { fault: "gateway-healthy", right: [] },
  { fault: "gateway-conntrack-full", right: [CONNECTIONS] },
  { fault: "gateway-firewall-drop", right: [LOSS, CONNECTIONS] },
  { fault: "reverse-path-filter", right: [LOSS, CONNECTIONS] },
  { fault: "fin-checksum", right: [HANGS] },
  { fault: "window-tracking", right: [HANGS] },
  { fault: "healthy-balancers", right: [] },
  { fault: "blocked-logger", right: [ADDRESS] },
  { fault: "duplicate-vrid", right: [ADDRESS] },
  { fault: "vrrp-flapping", right: [ADDRESS] },
  { fault: "bond-healthy", right: [] },
  { fault: "bond-leg-down", right: [BOND] },
  { fault: "bond-leg-flapping", right: [BOND] },
  { fault: "overlay-healthy", right: [] },
  { fault: "gre-overhead", right: [SIZES] },
  { fault: "tunnel-fragmentation", right: [SIZES] },
  { fault: "security-group-drop", right: [GUEST] },
  { fault: "wrong-vlan-tag", right: [GUEST] },
];
