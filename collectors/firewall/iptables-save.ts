import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { bySizeIn } from "./by-size.ts";
import type { Drop, Ruleset } from "./ruleset.ts";

/** Targets that end a packet. TARPIT, CHAOS and DELUDE are of xtables-addons. */
const DROPS: ReadonlySet<string> = new Set(["DROP", "REJECT", "TARPIT", "CHAOS", "DELUDE"]);
const LONGEST_TEXT = 90;
/** Every packet of their hook goes through these; into others only what a rule sends there. */
const BUILT_IN: ReadonlySet<string> = new Set(["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]);
/** Of the matches conntrack and state, not negated. */
const INVALID = /(?:^|[^!] )--(?:ct)?state \S*\bINVALID\b/;

/** The text of `iptables-save -c`. `policiesCount`: legacy chains count what their policy does, iptables-nft prints zeros. */
export function parseSave(lines: readonly string[], options: { readonly family: string; readonly policiesCount: boolean }): Ruleset {
  const drops: Drop[] = [];
  const unseen: string[] = [];
  const numbers = new Map<string, number>();
  let table: string | null = null;
  let rules = 0;
  for (const line of lines) {
    if (line.trim() === "") continue;
    if (line.startsWith("#")) {
      if (/is incompatible, use 'nft' tool/.test(line))
        unseen.push(`${options.family}tables cannot show all of its tables: ${line.slice(2).trim()}`);
    } else if (line.startsWith("*")) table = line.slice(1).trim();
    else if (line === "COMMIT") table = null;
    else if (table === null) unparsable(`"${line.slice(0, 40)}" stands outside a table`);
    else if (line.startsWith(":")) drops.push(...policy(line, `${options.family} ${table}`, options.policiesCount));
    else {
      rules += 1;
      const { chain, text, counter } = rule(line);
      const number = (numbers.get(`${table} ${chain}`) ?? 0) + 1;
      numbers.set(`${table} ${chain}`, number);
      if (dropsPacket(text))
        drops.push({
          key: `${options.family} ${table} ${chain} rule ${number}: ${shortened(text)}`,
          counter,
          invalid: INVALID.test(text),
          ...(BUILT_IN.has(chain) ? bySizeIn(text) : {}),
        });
    }
  }
  if (table !== null) unparsable(`table ${table} has no COMMIT: the output was cut`);
  return { rules, drops, unseen };
}

/** ":FORWARD DROP [7:588]" */
function policy(line: string, at: string, counts: boolean): readonly Drop[] {
  const [, chain = "", verdict = "", packets, bytes] =
    /^:(\S+) (\S+) \[(\d+):(\d+)\]$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a chain`);
  if (verdict !== "DROP") return [];
  return [
    {
      key: `${at} ${chain} policy drop`,
      counter: counts ? { packets: decimal(packets, "packets"), bytes: decimal(bytes, "bytes") } : null,
    },
  ];
}

/** "[12:1008] -A INPUT -p icmp -j DROP". Without -c there are no brackets, and nothing is counted. */
function rule(line: string): {
  readonly chain: string;
  readonly text: string;
  readonly counter: Drop["counter"];
} {
  const [, packets, bytes, chain = "", text = ""] =
    /^(?:\[(\d+):(\d+)\] )?-A (\S+)(.*)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a rule`);
  const counter = packets === undefined ? null : { packets: decimal(packets, "packets"), bytes: decimal(bytes, "bytes") };
  return { chain, text: text.trim(), counter };
}

/** The target is the word after the last -j or -g outside quotes. */
function dropsPacket(text: string): boolean {
  const target = / (?:-j|--jump) (\S+)/.exec(` ${text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')}`);
  return target !== null && DROPS.has(target[1] ?? "");
}

const shortened = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text);
