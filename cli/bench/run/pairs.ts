/** Faults that can be there at once: they share a topology, and no setting, table or queue. Each is also run alone. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ["firewall-drop", "queue-drop"],
  ["firewall-drop", "udp-buffer"],
  ["firewall-drop", "loss-elsewhere"],
  ["firewall-drop", "backlog-overflow"],
  ["queue-drop", "udp-buffer"],
  ["queue-drop", "conntrack-full"],
  ["conntrack-full", "firewall-drop"],
  ["firewall-drop", "loss-elsewhere-back"],
  ["loss-elsewhere", "udp-buffer"],
  ["mtu-mismatch", "firewall-drop"],
  ["listen-overflow", "conntrack-full"],
  ["listen-overflow", "random-drop"],
  ["bufferbloat", "spinning-daemon"],
];
