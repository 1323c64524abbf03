import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, unknown } from "#machines/contract/value.ts";
import { requireExitZero } from "../failure.ts";
import { flowOf } from "../ovs-flow.ts";
import { linesOf, sections, type Sections } from "../section.ts";

/**
 * i<port> for what goes to a guest, o<port> for what it sends, sg-fallback for what neither allowed. Chains for senders (s<port>) are about forged
 * addresses, and rules for what connection tracking calls invalid are about that.
 */
const CHAIN = /^\[(\d+):\d+\] -A (neutron-(?:openvswi|linuxbri)-(?:sg-fallback|[io][0-9a-f-]+)) (?!.*\bINVALID\b)/;
/** Tables of br-int in which Neutron's OpenFlow firewall has its rules, and those in which it counts what they refuse. */
const ofGroups = (table: number): boolean => (table >= 72 && table <= 82) || (table >= 92 && table <= 94);

const UNREAD = unknown("this host may have chains of Neutron's, and iptables-save is not installed");

export function parseSecurityGroups(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/m, "") });
  if (linesOf(all, "rules after").includes("unread")) return { fields: { dropped: UNREAD, chains: UNREAD }, tables: { chains: [] } };
  const [before, after] = [countsIn(all, "before"), countsIn(all, "after")];
  // A chain that was written anew in the window counts from zero.
  const chains = [...after].flatMap(([key, packets]) => {
    const was = before.get(key) ?? 0;
    const dropped = packets < was ? packets : packets - was;
    return dropped > 0 ? [{ key, dropped }] : [];
  });
  return {
    fields: { dropped: Math.max(0, ...chains.map(({ dropped }) => dropped)), chains: after.size },
    tables: { chains: chains.toSorted((a, b) => b.dropped - a.dropped) },
  };
}

function countsIn(all: Sections, moment: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string, packets: number): void => void counts.set(key, (counts.get(key) ?? 0) + packets);
  for (const line of linesOf(all, `rules ${moment}`)) {
    const [, packets, chain] = CHAIN.exec(line) ?? [];
    if (chain !== undefined) add(chain, Number(packets));
  }
  for (const line of linesOf(all, `flows ${moment}`)) {
    const flow = flowOf(line);
    if (flow === null || !ofGroups(flow.table) || isUnknown(flow.packets)) continue;
    add(`br-int table ${flow.table}: priority ${flow.priority}${flow.match === "" ? "" : ` ${flow.match}`}`, Number(flow.packets));
  }
  return counts;
}
