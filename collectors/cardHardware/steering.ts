import { cpusListed } from "../cpu-list.ts";

type Values = ReadonlyMap<string, string>;

/** One for configuration or link changes, and two queues: with fewer there is nothing to spread. */
const SOME_INTERRUPTS = 3;

/**
 * Whether all that a card of several queues receives goes to one CPU: each of its interrupts to the same one, or its hash to one queue. False where
 * the card has but one queue, which is another matter, and where packets are spread again behind it (RPS).
 */
export function isConcentrated(card: Values): boolean {
  if (Number(card.get("rxQueues") ?? 0) <= 1 || Number(card.get("steered") ?? 0) > 0) return false;
  if (card.get("hashedQueues") === "1") return true;
  const lists = [...card].filter(([name]) => name.startsWith("interrupt")).map(([, list]) => list);
  return lists.length >= SOME_INTERRUPTS && new Set(lists.flatMap(cpusListed)).size === 1;
}

/** Bonds that share the traffic out over their legs. The others use one at a time, and are meant to. */
const SHARING = /^(802\.3ad|balance-(rr|xor|tlb|alb))\b/;

export interface Bond {
  /** Legs with a link that carry nothing: in another aggregation, or not active. */
  readonly idle: readonly string[];
  /** Mbit/s of all legs with a link. */
  readonly couldMbit: number;
}

export function bondOf(name: string, all: ReadonlyMap<string, Values>): Bond | null {
  const bond = all.get(name);
  if (bond === undefined || !SHARING.test(bond.get("bondMode") ?? "")) return null;
  const legs = [...all].filter(([, leg]) => leg.get("bond") === name && leg.get("legLink") === "up");
  const aggregator = bond.get("aggregator");
  const idle = legs.filter(([, leg]) => {
    const own = leg.get("legAggregator");
    return leg.get("legState") === "backup" || (aggregator !== undefined && own !== undefined && own !== aggregator);
  });
  return {
    idle: idle.map(([leg]) => leg),
    couldMbit: legs.reduce((sum, [, leg]) => sum + Math.max(0, Number(leg.get("speed") ?? 0)), 0),
  };
}

/** Tunnels whose segments a card can cut by itself, where it is let. */
const TUNNELS: ReadonlySet<string> = new Set(["vxlan", "geneve"]);

export const hasTunnel = (all: ReadonlyMap<string, Values>): boolean =>
  [...all.values()].some((each) => TUNNELS.has(each.get("kind") ?? ""));

/** The card could cut tunnelled segments and is told not to; a driver that cannot says "[fixed]". */
export const isTunnelOffloadOff = (card: Values): boolean => card.get("tx-udp_tnl-segmentation") === "off";
