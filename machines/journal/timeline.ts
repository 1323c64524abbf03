import type { Catalogue, Runbook, Value } from "../contract/index.ts";
import { cards, type PlacedCard } from "./card.ts";
import type { InvestigationEvent } from "./event.ts";
import type { CommandRun } from "./message.ts";

export interface Sample {
  readonly at: number;
  readonly value: number;
  readonly moment: CommandRun["moment"];
}

/** A counter that some hypothesis makes a claim about, as it was seen before and after each reproduction. */
export interface Series {
  readonly key: string;
  readonly field: string;
  readonly about: string;
  readonly unit: string;
  readonly host: string;
  readonly hostName: string;
  readonly samples: readonly Sample[];
  /** Last minus first of one boot; null when the counter went back. */
  readonly change: number | null;
}

export interface Timeline {
  readonly series: readonly Series[];
  /** When each reproduction ran, ms since the epoch. */
  readonly windows: readonly { readonly from: number; readonly to: number }[];
}

/** Pure projection of the log: the counters that matter, and the windows in which the symptom was provoked. */
export function timeline(events: readonly InvestigationEvent[], runbook: Runbook, catalogue: Catalogue): Timeline {
  const placed = cards(events, runbook, catalogue).filter(({ card }) => !card.superseded && card.askedBy === null);
  const windows = placed.filter(({ card }) => card.test === "reproduction").flatMap(({ card }) => card.runs.flatMap(windowOf));
  const counters = claimedFields(runbook);
  const groups = new Map<string, PlacedCard[]>();
  for (const one of placed) {
    if (!counters.has(one.card.test)) continue;
    const key = `${one.card.test} ${one.card.host}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const series = [...groups.values()].flatMap((group) => seriesOf(group, counters, catalogue));
  return { series: series.sort((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0)), windows };
}

function claimedFields(runbook: Runbook): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    runbook.tests
      .filter(({ when }) => when === "around")
      .map((test) => [test.id, new Set(Object.values(test.predicts).flatMap((claims) => claims.map(({ field }) => field)))]),
  );
}

function windowOf(run: CommandRun): { from: number; to: number }[] {
  if (run.facts === null) return [];
  const from = Date.parse(run.facts.startedAt);
  return [{ from, to: from + run.facts.durationMs }];
}

function seriesOf(group: readonly PlacedCard[], counters: ReadonlyMap<string, ReadonlySet<string>>, catalogue: Catalogue): Series[] {
  const card = group[0]?.card;
  if (card === undefined) return [];
  const runs = group.flatMap((one) => one.card.runs).filter((run) => run.reading !== null && run.facts !== null);
  return [...(counters.get(card.test) ?? [])].flatMap((field) => {
    const spec = catalogue[card.collector]?.fields[field];
    if (spec?.kind !== "counter") return [];
    const samples = runs.flatMap((run) => sampleOf(run, run.reading?.fields[field])).sort((a, b) => a.at - b.at);
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined || samples.length < 2) return [];
    const boots = new Set(runs.map((run) => run.facts?.taken.bootId));
    const change = boots.size === 1 && last.value >= first.value ? last.value - first.value : null;
    return [
      {
        key: `${card.test}.${field}.${card.host}`,
        field,
        about: spec.about,
        unit: spec.unit,
        host: card.host,
        hostName: card.hostName,
        samples,
        change,
      },
    ];
  });
}

function sampleOf(run: CommandRun, value: Value | undefined): Sample[] {
  if (typeof value !== "number" || run.facts === null) return [];
  return [{ at: Date.parse(run.facts.startedAt) + run.facts.durationMs, value, moment: run.moment }];
}
