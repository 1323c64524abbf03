import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { linesOf, sections } from "../section.ts";

/** Without a range of its own a rule keeps to the class of the original port: 1024 to 65535 for those from 1024 on (nf_nat_core.c, nf_nat_l4proto_unique_tuple). */
const USUAL = 64_512;

export function parseTranslations(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const entries = linesOf(all, "entries").map(entryOf);
  const rules = linesOf(all, "rules")
    .filter((line) => line.trim() !== "")
    .map(ruleOf);
  const used = Math.max(0, ...entries.map(({ ports }) => ports));
  const [narrowest] = rules.toSorted((a, b) => a.capacity - b.capacity);
  return {
    fields: {
      translating: rules.length > 0,
      usedPorts: used,
      capacity: narrowest === undefined ? unknown("no rule of this host translates source addresses") : narrowest.capacity,
      usedPercent:
        narrowest === undefined ? unknown("no rule of this host translates source addresses") : (100 * used) / narrowest.capacity,
    },
    tables: {
      rules: rules.map(({ text, capacity }): Row => ({ key: text, capacity, usedPercent: (100 * used) / capacity })),
      addresses: entries.map(({ address, ports }): Row => ({ key: address, ports })),
    },
  };
}

/** "203.0.113.65 16 40000 40015": an address that translates, its different ports, the lowest and the highest. */
function entryOf(line: string): { readonly address: string; readonly ports: number } {
  const [, address = "", ports] = /^(\S+) (\d+) \d+ \d+$/.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a count of translations`);
  return { address, ports: Number(ports) };
}

/** nft: "masquerade to :40000-40015"; iptables: "--to-ports 40000-40015", "--to-source 198.51.100.1-198.51.100.4:1024-65535". */
function ruleOf(line: string): { readonly text: string; readonly capacity: number } {
  const ports = /(?:masquerade to|--to-ports|snat(?: ip6?)? to \S*?|--to-source \S*?):? ?:?(\d+)-(\d+)/.exec(
    line.replace(/(\d)\]?:(\d+-\d+)/, "$1 :$2"),
  );
  const text = line
    .trim()
    .replace(/counter packets \d+ bytes \d+ ?/, "")
    .slice(0, 160);
  return { text, capacity: ports === null ? USUAL : Number(ports[2]) - Number(ports[1]) + 1 };
}
