import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

/** What `conntrack -S` counts, over all CPUs: invalid, drop, insert_failed, early_drop; and how many connections are tracked, and may be. */
export const trackingCounters = async (place: Namespace): Promise<Counters> => {
  const script = "conntrack -S; cd /proc/sys/net/netfilter; echo entries=$(cat nf_conntrack_count) limit=$(cat nf_conntrack_max)";
  const text = await place.must(["sh", "-c", script]);
  const sums: Record<string, number> = {};
  for (const [, name = "", value] of text.matchAll(/([a-z_]+)=(\d+)/g)) sums[name] = (sums[name] ?? 0) + Number(value);
  return sums;
};
