import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { hex32 } from "../number.ts";
import { linesOf, sections } from "../section.ts";
import { disciplinesIn } from "./disciplines.ts";

/** A dozen full packets: at 8 Mbit/s they are 20 ms. Queues for bursts of a fast link are longer, and empty again at the next look. */
const LONG_BYTES = 20_000;
const SOME_DROPS = 3;

export function parseQueueWatch(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: whole(output.stdout) });
  const looks = [...all.keys()].filter((name) => name.startsWith("qdisc ")).map((name) => disciplinesIn(linesOf(all, name)));
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || looks.length < 2) return unparsable("the queues were looked at less than twice");
  const rows = rowsOf(looks, first, last);
  const backlogs = [...all.keys()].filter((name) => name.startsWith("softnet ")).flatMap((name) => linesOf(all, name).map(backlogIn));
  const most = (field: string): Value => rows.map((row) => row[field] ?? 0).reduce(larger, 0);
  const sum = (field: string): Value =>
    rows.map((row) => row[field] ?? 0).reduce((a, b) => (isUnknown(a) ? a : isUnknown(b) ? b : Number(a) + Number(b)), 0);
  const [backlog, drops] = [most("backlogBytes"), sum("drops")];
  const bloated: Value = isUnknown(backlog) ? backlog : Number(backlog) >= LONG_BYTES;
  return {
    fields: {
      looks: looks.length,
      backlogBytes: backlog,
      bloated,
      overrun: bloated === true ? false : isUnknown(bloated) ? bloated : isUnknown(drops) ? drops : Number(drops) >= SOME_DROPS,
      drops,
      overlimits: sum("overlimits"),
      cpuBacklogPackets: backlogs.reduce(larger, 0),
    },
    tables: { qdiscs: rows },
  };
}

/** The loop is ended in the middle of a look: what it had begun is left out. */
function whole(stdout: string): string {
  const last = stdout.lastIndexOf("== qdisc last\n");
  if (last < 0) return stdout;
  const before = stdout.slice(0, last).replace(/^CULPRIT-ARMED\n/m, "");
  const cut = before.lastIndexOf("== qdisc ");
  return (cut < 0 ? before : before.slice(0, cut)) + stdout.slice(last);
}

type Disciplines = ReadonlyMap<string, Row>;

function rowsOf(looks: readonly Disciplines[], first: Disciplines, last: Disciplines): readonly Row[] {
  // A parent holds what its children hold: they come first, so that the queue itself is named and not the class above it.
  const leavesFirst = [...last].toSorted(([a], [b]) => Number(b.includes(" parent ")) - Number(a.includes(" parent ")));
  return leavesFirst.map(([key, row]) => {
    const change = (field: string): Value => {
      const [from, to] = [first.get(key)?.[field], row[field]];
      if (typeof from !== "number" || typeof to !== "number") return unknown(`${key} was made meanwhile`);
      return to >= from ? to - from : unknown(`${key} was replaced meanwhile`);
    };
    const backlog = looks.map((look) => look.get(key)?.["backlogBytes"] ?? 0).reduce<Value>(larger, 0);
    return { key, backlogBytes: backlog, drops: change("drops"), overlimits: change("overlimits") };
  });
}

/** The 12th column, since 5.10. */
function backlogIn(line: string): Value {
  const columns = line.trim().split(/\s+/);
  return columns.length >= 13 ? hex32(columns[11], "backlog length") : unknown("this kernel does not show the backlog's length");
}

const larger = (a: Value, b: Value): Value => (isUnknown(a) ? a : isUnknown(b) ? b : Math.max(Number(a), Number(b)));
