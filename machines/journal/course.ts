import type { Catalogue, Runbook } from "../contract/index.ts";
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

/** One attempt of a probe that says when each of its own began. */
export interface Attempt {
  readonly from: number;
  readonly to: number;
  readonly end: string;
  readonly lost: boolean;
}

/** One round in which something was provoked, on the clock of this server. */
export interface RoundCourse {
  readonly round: number;
  readonly from: number;
  readonly to: number;
  /** While the symptom was provoked. */
  readonly windows: readonly { readonly from: number; readonly to: number }[];
  readonly hosts: readonly { readonly name: string; readonly bars: readonly Bar[] }[];
  readonly attempts: readonly Attempt[];
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
    hosts: hosts.filter((host) => host.bars.length > 0),
    attempts: probes.flatMap(attemptsOf),
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

/** Only what the probe itself timed: a row with when it began and how it ended. */
function attemptsOf({ card }: PlacedCard): readonly Attempt[] {
  return card.runs.flatMap(({ facts, reading }) =>
    (reading?.tables?.["attempts"] ?? []).flatMap(({ atMs, tookMs, end }) =>
      facts === null || typeof atMs !== "number" || typeof tookMs !== "number" || typeof end !== "string"
        ? []
        : [{ ...spanAt(Date.parse(facts.startedAt) + atMs, tookMs), end, lost: end !== "connected" }],
    ),
  );
}

const spanAt = (from: number, took: number): Pick<Attempt, "from" | "to"> => ({ from, to: from + took });
