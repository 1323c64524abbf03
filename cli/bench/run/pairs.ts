/** Faults that can be there at once: they share a topology, and no setting, table or queue. Each is also run alone. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ["firewall-drop", "queue-drop"],
  ["firewall-drop", "udp-buffer"],
  ["firewall-drop", "loss-elsewhere"],
  ["firewall-drop", "backlog-overflow"],
  ["queue-drop", "udp-buffer"],
];
