import type { Namespace } from "../hosts/namespace.ts";

/** Packets of all nftables rules that drop and have a counter. */
export const droppedByRules = async (place: Namespace): Promise<number> => {
  const text = await place.must(["nft", "list", "ruleset"]);
  const packets = [...text.matchAll(/counter packets (\d+) bytes \d+ drop/g)].map(([, count]) => Number(count));
  return packets.reduce((sum, count) => sum + count, 0);
};
