import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { eventRows, eventsOf, FAILED, GAVE_UP, ORDERED } from "../ovs-events.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";

const LIMIT_HIT = "upcall_flow_limit_hit";

export function parseOvsDatapath(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const datapaths = linesOf(all, "datapaths");
  const events = eventsOf(linesOrUnknown(all, "events"));
  const knows = !("unknown" in linesOrUnknown(all, "knows"));
  const total = (matching: (name: string) => boolean): Value =>
    "unknown" in events
      ? events
      : sum(
          [...events].filter(([name]) => matching(name)).map(([, count]) => count),
          "coverage",
        );
  const hits = total((name) => name === LIMIT_HIT);
  const told = (value: Value): Value => (value === 0 ? (untold(datapaths, knows) ?? 0) : value);
  const dropping = dropsOf(linesOrUnknown(all, "drops"));
  return {
    fields: {
      ...lookups(datapaths),
      ...limits(linesOrUnknown(all, "upcalls")),
      limitHits: hits === 0 && !knowsLimit(all) ? unknown("this Open vSwitch does not count how often it is at its limit") : hits,
      gaveUp: told(total((name) => GAVE_UP.test(name) && !ORDERED.has(name))),
      failed: told(total((name) => FAILED.test(name) && !ORDERED.has(name))),
      dropFlows: "unknown" in dropping ? dropping : dropping.length,
    },
    tables: { events: "unknown" in events ? [] : eventRows(events), drops: "unknown" in dropping ? [] : dropping },
  };
}

/** Older releases have no such event, and refuse the question for it. */
const knowsLimit = (all: Sections): boolean => all.has("knowsLimit") && !("unknown" in linesOrUnknown(all, "knowsLimit"));

/** Why a count of 0 says nothing; null where it does. */
function untold(datapaths: readonly string[], knows: boolean): Unknown | null {
  if (datapaths.some((line) => line.startsWith("system@")))
    return unknown("the kernel's datapath does not tell ovs-vswitchd what it drops, or why");
  return knows ? null : unknown("this Open vSwitch does not count why it drops");
}

/** "  lookups: hit:11 missed:8 lost:0" and "  flows: 2", once for each datapath. */
function lookups(lines: readonly string[]): Readonly<Record<"hit" | "missed" | "lost" | "flows", Value>> {
  const found = lines.flatMap((line) => {
    const match = /^\s*lookups: hit:(\d+) missed:(\d+) lost:(\d+)/.exec(line);
    return match === null ? [] : [match];
  });
  const flows = lines.flatMap((line) => /^\s*flows: (\d+)$/.exec(line)?.[1] ?? []);
  if (found.length === 0) {
    const none = unknown("the datapath does not say what it looked up");
    return { hit: none, missed: none, lost: none, flows: none };
  }
  const of = (at: number): Value =>
    sum(
      found.map((match) => decimal(match[at], "lookups")),
      "lookups",
    );
  const counted = flows.length === 0 ? unknown("the datapath does not say how many flows it has") : null;
  return {
    hit: of(1),
    missed: of(2),
    lost: of(3),
    flows:
      counted ??
      sum(
        flows.map((text) => decimal(text, "flows")),
        "flows",
      ),
  };
}

/** "  flows         : (current 7) (avg 6) (max 24) (limit 23000)", "  dump duration : 1ms": of the datapath that is closest to its limit. */
function limits(lines: readonly string[] | Unknown): Readonly<Record<"limit" | "dumpMs" | "atLimit", Value>> {
  const same = (why: Unknown): Readonly<Record<"limit" | "dumpMs" | "atLimit", Value>> => ({ limit: why, dumpMs: why, atLimit: why });
  if ("unknown" in lines) return same(lines);
  const found = lines.flatMap((line) => {
    const [, current, limit] = /^\s*flows\s*: \(current (\d+)\).*\(limit (\d+)\)/.exec(line) ?? [];
    return current === undefined || limit === undefined ? [] : [{ current: Number(current), limit: Number(limit) }];
  });
  const worst = found.toSorted((a, b) => a.limit - a.current - (b.limit - b.current))[0];
  if (worst === undefined) return same(unknown("ovs-vswitchd does not say how many flows it allows"));
  const dumps = lines.flatMap((line) => /^\s*dump duration\s*: (\d+)ms/.exec(line)?.[1] ?? []).map(Number);
  return {
    limit: worst.limit,
    dumpMs: dumps.length === 0 ? unknown("ovs-vswitchd does not say how long a pass over its flows takes") : Math.max(...dumps),
    atLimit: worst.current >= worst.limit,
  };
}

const TOO_MANY = /^too many: (\d+)$/;

/** Flows of the datapath that drop, with what they match. */
function dropsOf(lines: readonly string[] | Unknown): readonly Row[] | Unknown {
  if ("unknown" in lines) return lines;
  const many = TOO_MANY.exec(lines[0] ?? "")?.[1];
  if (many !== undefined) return unknown(`${many} flows are too many to be listed without holding ovs-vswitchd up`);
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    if (/^flows \d+$/.test(line)) return [];
    const [, match, packets] = /^(?:ufid:\S+, )?(.*?), packets:(\d+), /.exec(line) ?? [];
    if (match === undefined || packets === undefined || !line.endsWith("actions:drop"))
      return unparsable(`"${line.slice(0, 60)}" is no flow that drops`);
    if (seen.has(match)) return [];
    seen.add(match);
    return [{ key: match, packets: decimal(packets, "packets") }];
  });
}
