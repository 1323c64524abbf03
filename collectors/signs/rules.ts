import { isUnknown, unknown } from "#machines/contract/value.ts";
import type { HostWindow } from "../window.ts";
import { type Area, isAway, type Looked, type Weights } from "./areas.ts";

const RULED: readonly Area[] = ["connections", "loss", "hangs"];

/** Whatever a rule takes whole is never connected to; that an established connection meets it is rare. */
export const ANY_RULE: Weights = { connections: 3, loss: 3, hangs: 1 };

/**
 * What a rule asks for says what its drops look like, as nft or iptables write it. First match decides. Chance first: whatever else it asks for, some of it passes.
 */
const KINDS: readonly (readonly [what: string, RegExp, Weights])[] = [
  ["at random", /\b(?:numgen|statistic|probability|mode random)\b/, { loss: 7 }],
  [
    "what fits no connection",
    /\b(?:ct ?state|--state)\b[^&]*\binvalid\b|\bct state new & != syn\b|! --syn\b/i,
    { hangs: 4, connections: 2 },
  ],
  ["new connections", /(?:\bflags|&) syn drop$|--syn\b|\b(?:ct ?state|--state) new\b/i, { connections: 4 }],
  ["ends of connections", /(?:\bflags|&)[^&]* (?:fin|rst)\b|--tcp-flags \S+ \S*(?:FIN|RST)/, { hangs: 5 }],
  ["by size", /\blength (?:[<>!=]+ )?\d|--length\b/, { largePackets: 5 }],
  ["ICMP", /\bicmp(?:v6)?\b/, { loss: 4 }],
];

/** What rules dropped in the window, by what they ask for. */
export function rulesOn(window: HostWindow): Looked {
  const all = window.change("firewall", "dropPackets");
  if (typeof all !== "number") return { signs: [], unread: isAway(all) ? [] : [{ areas: RULED, why: all }] };
  const rows = window.rows("firewall", "dropRules", "packets");
  const counts = new Map<string, number>();
  for (const [key, change] of "unknown" in rows ? [] : rows) {
    const kind = KINDS.find(([, pattern]) => pattern.test(key))?.[0];
    if (kind !== undefined && typeof change === "number" && change > 0) counts.set(kind, (counts.get(kind) ?? 0) + change);
  }
  const rest = all - [...counts.values()].reduce((sum, each) => sum + each, 0);
  return {
    signs: [
      ...KINDS.flatMap(([kind, , weights]) => {
        const count = counts.get(kind) ?? 0;
        return count === 0 ? [] : [{ key: `firewall drops: ${kind}`, count, weights }];
      }),
      ...(rest > 0 ? [{ key: "firewall dropPackets", count: rest, weights: ANY_RULE }] : []),
    ],
    unread: silentOn(window),
  };
}

/** Rules that drop without counting, or that no tool here can show, may have taken anything. What the others counted is a sign all the same. */
function silentOn(window: HostWindow): Looked["unread"] {
  const seen = window.after("firewall");
  const silent = "unknown" in seen ? undefined : seen.fields["uncountedDropRules"];
  if (silent === undefined || silent === 0) return [];
  const many = silent === 1 ? "a rule drops and does not count" : `${String(silent)} rules drop and do not count`;
  return [{ areas: RULED, why: isUnknown(silent) ? silent : unknown(`${many}, so nobody sees what they take`) }];
}
