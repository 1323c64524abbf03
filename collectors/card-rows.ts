import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "./failure.ts";
import { decimal, sum } from "./number.ts";
import type { Section, Sections } from "./section.ts";
import { NAMES, type Kind } from "./card-names.ts";

const KINDS = Object.keys(NAMES) as readonly Kind[];

/** What `ethtool -S` says of each card, and the sum over all of them. */
export function cardsIn(all: Sections): Reading {
  const cards = [...all].map(([head, section]) => card(head, section));
  const total = (kind: Kind): Value =>
    sum(
      cards.map((row) => row[kind]),
      kind,
    );
  return {
    fields: { ...Object.fromEntries(KINDS.map((kind) => [kind, total(kind)])), cards: cards.length },
    tables: { cards },
  };
}

function card(head: string, section: Section): Row {
  const [key = "", driver = ""] = head.split(" ");
  const row = { key, driver: driver === "" ? "none" : driver };
  if ("failure" in section) return { ...row, ...each(() => unknown(`ethtool shows no statistics of ${key}`)) };
  const counters = section.lines.flatMap((line) => counterIn(line));
  if (counters.length === 0) unparsable(`${key}: no counter below "NIC statistics:"`);
  return { ...row, ...each((kind) => added(counters.filter(([name]) => NAMES[kind].test(name)))) } as Row;
}

const each = (value: (kind: Kind) => Value): Readonly<Record<Kind, Value>> =>
  Object.fromEntries(KINDS.map((kind) => [kind, value(kind)])) as Record<Kind, Value>;

const added = (counters: readonly (readonly [string, string])[]): Value =>
  sum(
    counters.map(([name, value]) => decimal(value, name)),
    "statistics",
  );

/** "     rx_queue_0_drops: 0". Some drivers put blanks or brackets into names; hexadecimal registers and headings are left aside. */
function counterIn(line: string): readonly (readonly [string, string])[] {
  if (line.trim() === "" || line === "NIC statistics:") return [];
  // Cut by hand: a pattern that seeks the end of the name takes minutes with a long line of blanks and colons.
  const at = line.lastIndexOf(": ");
  const [name, value] = [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 2)];
  if (name === "" || !/^\S+$/.test(value)) return unparsable(`"${line.slice(0, 40)}" is not a counter`);
  return /^\d+$/.test(value) ? [[name, value]] : [];
}
