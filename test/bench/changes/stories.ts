import type { Outcome } from "#machines/confirm/outcome.ts";

/** A fault of the lab whose cause is put to the test by changing its host, and what has to come of it. */
export interface Story {
  readonly runbook: string;
  readonly fault: string;
  /** What is changed, and on whose host in the brief. */
  readonly change: string;
  readonly outcome: Outcome;
  /** A host of the lab that is reached as a namespace of this machine, since the setting is the whole machine's. */
  readonly machine?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The connections are cut as soon as the change is made. */
  readonly cut?: true;
}

const LOSS = { runbook: "small-packet-loss", inputs: { count: "1500", interval: "2" } } as const;

export const STORIES: readonly Story[] = [
  { ...LOSS, fault: "backlog-overflow", change: "backlogLength", outcome: "confirmed", machine: "beta" },
  { ...LOSS, fault: "rp-filter", change: "sourceCheck", outcome: "confirmed" },
  { runbook: "response-hangs-until-timeout", fault: "fin-checksum", change: "conntrackChecksum", outcome: "confirmed" },
  { runbook: "response-hangs-until-timeout", fault: "fin-checksum:verifying", change: "conntrackChecksum", outcome: "moved" },
  { runbook: "response-hangs-until-timeout", fault: "fin-checksum:bridged", change: "conntrackChecksum", outcome: "confirmed" },
  { runbook: "response-hangs-until-timeout", fault: "fin-checksum:bridged-verifying", change: "conntrackChecksum", outcome: "moved" },
  { runbook: "response-hangs-until-timeout", fault: "window-tracking", change: "windowTracking", outcome: "confirmed" },
  {
    runbook: "response-hangs-until-timeout",
    fault: "gateway-conntrack-full",
    change: "conntrackSize",
    outcome: "confirmed",
    machine: "gw",
  },
  { runbook: "new-connections-time-out", fault: "gateway-conntrack-full", change: "conntrackSize", outcome: "confirmed", machine: "gw" },
  { runbook: "large-packets-vanish", fault: "gre-overhead", change: "linkMtu", outcome: "confirmed" },
  { runbook: "large-packets-vanish", fault: "vxlan-overhead", change: "linkMtu", outcome: "confirmed" },
  { ...LOSS, fault: "firewall-drop", change: "passEcho", outcome: "confirmed" },
  { runbook: "new-connections-time-out", fault: "gateway-firewall-drop", change: "passConnection", outcome: "confirmed" },
  { runbook: "virtual-ip-flaps", fault: "adverts-not-sent", change: "passAdverts", outcome: "confirmed" },
  { runbook: "virtual-ip-flaps", fault: "adverts-ignored", change: "passAdverts", outcome: "confirmed" },
  { runbook: "virtual-ip-flaps", fault: "cpu-starvation", change: "cpuQuota", outcome: "confirmed" },
  { runbook: "latency-under-load", inputs: { acceptableMs: "20" }, fault: "bufferbloat:class", change: "queueLimit", outcome: "confirmed" },
  { runbook: "new-connections-time-out", fault: "neighbour-overflow", change: "neighbourLimit", outcome: "confirmed", machine: "beta" },
  { runbook: "new-connections-time-out", fault: "reverse-path-filter", change: "sourceCheck", outcome: "confirmed" },
  // What the cut leaves of the window with the change proves nothing: it is undone all the same, by whoever comes first.
  { ...LOSS, fault: "rp-filter", change: "sourceCheck", outcome: "unclear", cut: true },
];
