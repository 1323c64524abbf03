import { catalogue } from "#collectors";
import { runbookById, runbooks } from "#runbooks";
import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import { casesOf, countCases, guideOf, type CaseLine } from "../runbooks/folder.ts";
import type { RunStatistics } from "../store/run-statistics.ts";
import { web } from "../web.ts";

export type { CaseLine } from "../runbooks/folder.ts";
export type { RunStatistics } from "../store/run-statistics.ts";

export interface RunbookLine {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly symptoms: readonly string[];
  readonly hypotheses: number;
  readonly tests: number;
  readonly cases: number;
  /** Null: never run here. */
  readonly statistics: RunStatistics | null;
}

/** Every incident type, in the order of the registry. */
export async function runbooksPage(): Promise<readonly RunbookLine[]> {
  const { store } = await web();
  const [statistics, cases] = await Promise.all([
    store.runStatistics(runbooks.map(({ id }) => id)),
    Promise.all(runbooks.map(({ id }) => countCases(id))),
  ]);
  return runbooks.map(({ id, version, title, symptoms, hypotheses, tests }, index) => ({
    id,
    version,
    title,
    symptoms,
    hypotheses: Object.keys(hypotheses).length,
    tests: tests.length,
    cases: cases[index] ?? 0,
    statistics: statistics.find(({ runbook }) => runbook === id) ?? null,
  }));
}

export interface RunbookPage {
  readonly runbook: Runbook;
  /** What the collectors of its tests are, and no others. */
  readonly catalogue: Catalogue;
  readonly cases: readonly CaseLine[];
  readonly guide: string | null;
  readonly statistics: RunStatistics | null;
}

/** Whether the address of one names one. */
export const isRunbook = (id: string): boolean => runbookById(id) !== undefined;

/** Whether its tests send traffic, or the probe that shows the symptom does: whoever starts it is told before. */
export const sendsProbes = ({ reproduction, tests }: Runbook): boolean =>
  [...(reproduction === undefined ? [] : [reproduction]), ...tests].some(
    ({ collect }) => (catalogue as Catalogue)[collect]?.probe === true,
  );

/** One runbook with everything that its page draws; null when there is none. */
export async function runbookPage(id: string): Promise<RunbookPage | null> {
  const runbook = runbookById(id);
  if (runbook === undefined) return null;
  const { store } = await web();
  const [cases, guide, [statistics = null]] = await Promise.all([casesOf(id), guideOf(id), store.runStatistics([id])]);
  return { runbook, catalogue: catalogueFor(runbook), cases, guide, statistics };
}

/** A derivation is worked out from others; what those cost is part of what it costs. */
function catalogueFor({ tests, reproduction }: Runbook): Catalogue {
  const own = [...tests.map(({ collect }) => collect), ...(reproduction === undefined ? [] : [reproduction.collect])];
  const wanted = new Set(own.flatMap((id) => [id, ...(Object.hasOwn(catalogue, id) ? (catalogue[id]?.from ?? []) : [])]));
  return Object.fromEntries(Object.entries(catalogue).filter(([id]) => wanted.has(id)));
}
