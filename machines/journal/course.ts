import type { Catalogue, Row, Runbook } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { cards, type PlacedCard } from "./card.ts";
import type { InvestigationEvent } from "./event.ts";
import type { CommandRun } from "./message.ts";

/** One command on its host, as long as it took. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly moment: CommandRun["moment"];
  readonly probe: boolean;
  /** It answered nothing that can be read. */
  readonly failed: boolean;
  /** The event that began it. */
  readonly seq: number;
}

/** One attempt of a probe that times each of its own. */
export interface Attempt {
  readonly from: number;
  readonly to: number;
  readonly end: string;
  readonly lost: boolean;
}

/** Attempts of one kind, as the probe tells them. */
export interface Attempts {
  readonly what: "attempt" | "lookup" | "conversation";
  /** What is said of those that are lost: "did not connect". */
  readonly bad: string;
  /** All were begun together: how long each took is known, and not when within the window. */
  readonly atOnce: boolean;
  readonly each: readonly Attempt[];
  /** Those of which no time is known: they are counted, and stand nowhere. */
  readonly untimed: { readonly count: number; readonly lost: number };
}

/** Echo probes by their numbers: no moment is known of a probe that nothing came of. */
export interface Echoes {
  /** How this run differs from others of the same probe; null where there is one. */
  readonly what: string | null;
  readonly sent: number;
  readonly lost: number;
  readonly runs: readonly { readonly first: number; readonly count: number }[];
  /** The round trips of those that came back, where the probe tells each. */
  readonly trips: readonly { readonly number: number; readonly ms: number }[];
}

/** One round in which something was provoked, on the clock of this server. */
export interface RoundCourse {
  readonly round: number;
  readonly from: number;
  readonly to: number;
  /** While the symptom was provoked, or waited for. */
  readonly windows: readonly { readonly from: number; readonly to: number }[];
  /** Probes were sent in them; else it was only waited, or listened. */
  readonly sends: boolean;
  readonly hosts: readonly { readonly name: string; readonly bars: readonly Bar[] }[];
  readonly attempts: readonly Attempts[];
  readonly echoes: readonly Echoes[];
}

export interface Course {
  readonly rounds: readonly RoundCourse[];
  /** Rounds without a window: they read what does not change with time. */
  readonly others: number;
}

/** Pure projection of the log: what ran when, round by round, around the windows in which the symptom was provoked. */
export function courseOf(events: readonly InvestigationEvent[], runbook: Runbook, catalogue: Catalogue): Course {
  const ran = cards(events, runbook, catalogue).filter(({ card }) => !card.superseded && card.askedBy === null && card.from === undefined);
  const numbers = [...new Set(ran.flatMap(({ round }) => round ?? []))];
  const all = numbers.map((round) =>
    roundOf(
      round,
      ran.filter((one) => one.round === round),
    ),
  );
  const rounds = all.filter(({ windows }) => windows.length > 0);
  return { rounds, others: all.length - rounds.length };
}

function roundOf(round: number, placed: readonly PlacedCard[]): RoundCourse {
  const names = [...new Set(placed.map(({ card }) => card.hostName))];
  const hosts = names.map((name) => ({ name, bars: placed.filter(({ card }) => card.hostName === name).flatMap(barsOf) }));
  const bars = hosts.flatMap((host) => host.bars);
  const probes = placed.filter(({ card }) => card.test === REPRODUCTION);
  return {
    round,
    from: Math.min(...bars.map(({ from }) => from)),
    to: Math.max(...bars.map(({ to }) => to)),
    windows: probes.flatMap(barsOf).map(({ from, to }) => ({ from, to })),
    sends: probes.some(({ card }) => card.probe),
    hosts: hosts.filter((host) => host.bars.length > 0),
    attempts: probes.flatMap(attemptsOf).filter(({ each }) => each.length > 0),
    echoes: probes.flatMap(echoesOf),
  };
}

function barsOf({ card }: PlacedCard): readonly Bar[] {
  return card.runs.flatMap((run) => {
    if (run.facts === null) return [];
    const from = Date.parse(run.facts.startedAt);
    const { moment, startedSeq: seq } = run;
    return [{ from, to: from + run.facts.durationMs, title: card.title, moment, probe: card.probe, failed: run.reading === null, seq }];
  });
}

/** How the tables of the probes that time each attempt tell them. */
const KINDS: Readonly<
  Record<string, Omit<Attempts, "each" | "untimed"> & { readonly table: string; readonly good: readonly string[]; readonly ended: string }>
> = {
  connectProbe: { what: "attempt", bad: "did not connect", atOnce: false, table: "attempts", good: ["connected"], ended: "end" },
  lookups: {
    what: "lookup",
    bad: "slow or without an answer",
    atOnce: true,
    table: "attempts",
    good: ["found", "noSuchName"],
    ended: "end",
  },
  closeProbe: { what: "conversation", bad: "hung", atOnce: true, table: "conversations", good: ["none"], ended: "stage" },
};

/** Only what the probe itself timed: a row with how long it took, how it ended and, if they were not begun at once, when it began. */
function attemptsOf({ card }: PlacedCard): readonly Attempts[] {
  const kind = Object.hasOwn(KINDS, card.collector) ? KINDS[card.collector] : undefined;
  if (kind === undefined) return [];
  const { table, good, ended, ...told } = kind;
  return card.runs.map(({ facts, reading }) => {
    const rows = (reading?.tables?.[table] ?? []).filter((row) => typeof row[ended] === "string");
    const isLost = (row: Row): boolean => !good.includes(String(row[ended]));
    const spanOf = ({ atMs = told.atOnce ? 0 : undefined, tookMs }: Row): Pick<Attempt, "from" | "to"> | null =>
      facts === null || typeof atMs !== "number" || typeof tookMs !== "number" ? null : spanAt(Date.parse(facts.startedAt) + atMs, tookMs);
    const untimed = rows.filter((row) => spanOf(row) === null);
    return {
      ...told,
      each: rows.flatMap((row): readonly Attempt[] => {
        const span = spanOf(row);
        const how = String(row[ended]);
        // A stage alone does not say that it is where it hung.
        const end = ended === "end" ? how : isLost(row) ? `hung at ${how}` : String(row["ended"]);
        return span === null ? [] : [{ ...span, end, lost: isLost(row) }];
      }),
      untimed: { count: untimed.length, lost: untimed.filter(isLost).length },
    };
  });
}

/** Only where the answers of all that came back were printed. A probe that runs ping several times says of each run how many, and of each row which run. */
const echoesOf = ({ card }: PlacedCard): readonly Echoes[] =>
  card.runs.flatMap(({ reading }) => {
    if (reading === null) return [];
    const { lossRuns, echoes, roundTrips = [] } = reading.tables ?? {};
    if (lossRuns === undefined) return [];
    const { sent, lost } = reading.fields;
    const runs: readonly Row[] = echoes ?? [{ key: "", ...(sent === undefined ? {} : { sent }), ...(lost === undefined ? {} : { lost }) }];
    return runs.flatMap((run) => echoesOfRun(run, { lossRuns, roundTrips }));
  });

function echoesOfRun(run: Row, { lossRuns, roundTrips }: Readonly<Record<"lossRuns" | "roundTrips", readonly Row[]>>): readonly Echoes[] {
  const { key, what, sent, lost } = run;
  if (typeof sent !== "number" || typeof lost !== "number" || sent === 0) return [];
  const own = ({ of = "" }: Row): boolean => of === key;
  return [
    {
      what: typeof what === "string" ? what : null,
      ...{ sent, lost },
      runs: lossRuns.filter(own).flatMap(({ first, count }) => (isNumber(first) && isNumber(count) ? [{ first, count }] : [])),
      trips: roundTrips.filter(own).flatMap(({ number, tookMs }) => (isNumber(number) && isNumber(tookMs) ? [{ number, ms: tookMs }] : [])),
    },
  ];
}

const isNumber = (value: unknown): value is number => typeof value === "number";

const spanAt = (from: number, took: number): Pick<Attempt, "from" | "to"> => ({ from, to: from + took });
