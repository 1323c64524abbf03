import type { Given, Moment } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";

/** Below the smallest of the kernel's own numbers: one poll takes up to 64 packets, and the budget is 300. */
const FEW = 32;
/** A hundred stops in a window of some seconds: a busy machine has tens. */
const OFTEN = 100;
/** Of a CPU. Less leaves the thread enough to do what is left over. */
const KEEPS_AWAY = 40;
const SLOWER = 1.5;

export function delaysOf(given: Given): Reading {
  const ping = readingOf(given, { collector: "loadedPing", moment: "during" });
  const realtime = readingOf(given, { collector: "cpuTime", moment: "during", host: given.host.key })?.fields["realtimePercent"];
  const rows = stopsOf(given);
  const worst = rows === null ? null : rows.toSorted((a, b) => Number(b["squeezes"]) - Number(a["squeezes"]))[0];
  const squeezes: Value =
    rows === null ? unknown("softnet statistics were not read on both sides of the window") : Number(worst?.["squeezes"] ?? 0);
  const each: Value =
    typeof squeezes !== "number"
      ? squeezes
      : squeezes === 0
        ? unknown("no soft interrupt stopped with work left")
        : Number(worst?.["packets"]) / squeezes;
  const often = test(squeezes, (count) => count >= OFTEN);
  const keptAway = test(realtime, (percent) => percent >= KEEPS_AWAY);
  const early =
    often === false
      ? false
      : all(
          often,
          test(each, (count) => count < FEW),
        );
  return {
    fields: {
      idleSlower: slowerIdle(ping),
      stopsEarly: all(early, keptAway),
      threadStarved: all(often, keptAway),
      explainedHere: either(...given.hosts.flatMap(({ key }) => reasonsOn(given, key))),
      loadBytes:
        readingOf(given, { collector: "transferPeer", moment: "during" })?.fields["received"] ??
        unknown("the receiving end was not looked at"),
      squeezes,
      packetsPerSqueeze: each,
    },
    tables: { cpus: rows ?? [] },
  };
}

const all = (...parts: readonly Value[]): Value => (parts.includes(false) ? false : (parts.find(isUnknown) ?? true));

const either = (...parts: readonly Value[]): Value => (parts.includes(true) ? true : (parts.find(isUnknown) ?? false));

/** Ten times what a backlog of the default length holds: some ten milliseconds of work. */
const LONG_BACKLOG = 10_000;
const STOLEN = 10;
/** As the runbook has it: a third of the time asleep so deeply is most of what an idle machine does. */
const DEEP = 30;

/** What would explain the delay on one host, each true, false or unknown. */
function reasonsOn(given: Given, host: string): readonly Value[] {
  const during = (collector: string, field: string): Value | undefined =>
    readingOf(given, { collector, moment: "during", host })?.fields[field];
  const [before, after] = (["before", "after"] as const).map(
    (moment) => readingOf(given, { collector: "pathCounters", moment, host })?.fields["tapDropped"],
  );
  const word = (value: Value | undefined): Value => value ?? unknown("it was not measured");
  return [
    word(during("queueWatch", "bloated")),
    word(during("queueWatch", "overrun")),
    test(during("queueWatch", "cpuBacklogPackets"), (packets) => packets > LONG_BACKLOG),
    test(during("cpuTime", "stealPercent"), (percent) => percent >= STOLEN),
    test(during("cpuTime", "realtimePercent"), (percent) => percent >= KEEPS_AWAY),
    all(
      slowerIdle(readingOf(given, { collector: "loadedPing", moment: "during" })),
      test(during("cpuTime", "deepIdlePercent"), (percent) => percent >= DEEP),
    ),
    typeof before === "number" && typeof after === "number" ? after > before : unknown("taps were not read on both sides of the window"),
  ];
}

const test = (value: Value | undefined, holds: (number: number) => boolean): Value =>
  typeof value === "number" ? holds(value) : isUnknown(value) ? value : unknown("it was not measured");

function slowerIdle(ping: Reading | null): Value {
  const [idle, loaded] = [ping?.fields["idleMedianMs"], ping?.fields["loadedMedianMs"]];
  if (typeof idle !== "number" || typeof loaded !== "number") return unknown("the round trips were not measured");
  return idle >= SLOWER * loaded;
}

interface Wanted {
  readonly collector: string;
  readonly moment: Moment;
  readonly host?: string;
}

function readingOf({ sources }: Given, { collector, moment, host }: Wanted): Reading | null {
  const answer = sources.findLast(
    (each) => each.collector === collector && each.moment === moment && (host === undefined || each.host.key === host),
  )?.answer;
  return answer !== undefined && "fields" in answer ? answer : null;
}

function stopsOf(given: Given): readonly Row[] | null {
  const [before, after] = (["before", "after"] as const).map((moment) =>
    readingOf(given, { collector: "pathCounters", moment, host: given.host.key }),
  );
  const first = new Map((before?.tables?.["cpus"] ?? []).map((row) => [row.key, row]));
  if (after === null || after === undefined || first.size === 0) return null;
  // 32 bits each, so they may have wrapped.
  const change = (row: Row, field: string): number => (Number(row[field]) - Number(first.get(row.key)?.[field] ?? row[field])) >>> 0;
  return (after.tables?.["cpus"] ?? []).map((row) => ({
    key: row.key,
    squeezes: change(row, "squeezed"),
    packets: change(row, "processed"),
  }));
}
