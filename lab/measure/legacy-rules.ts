import type { Namespace } from "../hosts/namespace.ts";

/**
 * Packets of all rules of iptables-legacy that drop. Where nobody has used it, nothing is asked: asking would create its tables.
 */
export const droppedByLegacyRules = async (place: Namespace): Promise<number> => {
  const text = await place.must(["sh", "-c", "! grep -q . /proc/net/ip_tables_names || iptables-legacy-save -c"]);
  const packets = [...text.matchAll(/^\[(\d+):\d+\] .* -j DROP$/gm)].map(([, count]) => Number(count));
  return packets.reduce((sum, count) => sum + count, 0);
};
