import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

const ruleset = z.object({
  nftables: z.array(
    z.object({
      rule: z.object({ chain: z.string(), comment: z.string().optional(), expr: z.array(z.record(z.string(), z.unknown())) }).optional(),
    }),
  ),
});
const counted = z.object({ packets: z.number(), bytes: z.number() });

/** Of every nftables rule that counts and has a comment: "invalid.packets", "invalid.bytes". */
export const ruleCounters = async (place: Namespace): Promise<Counters> => {
  const { nftables } = ruleset.parse(JSON.parse(await place.must(["nft", "-j", "list", "ruleset"])));
  const pairs = nftables.flatMap(({ rule }) => {
    const counter = counted.safeParse(rule?.expr.find((part) => "counter" in part)?.["counter"]);
    if (rule?.comment === undefined || !counter.success) return [];
    return Object.entries(counter.data).map(([unit, value]) => [`${rule.comment}.${unit}`, value] as const);
  });
  return Object.fromEntries(pairs);
};
