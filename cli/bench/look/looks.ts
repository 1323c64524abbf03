import type { Runbook } from "#machines/contract/index.ts";
import { nameOf, type Line } from "../run/line.ts";
import { namesCauses } from "../run/plan.ts";
import type { PrintedReport } from "../score/said.ts";
import { rightFor } from "./plan.ts";

/** Of one runbook that leads to others: where it led. */
export interface Looks {
  readonly runbook: string;
  readonly version: number;
  readonly planned: number;
  readonly rows: readonly Look[];
  readonly notCounted: readonly { readonly fault: string; readonly repeat: number; readonly why: string }[];
}

export interface Look {
  readonly fault: string;
  readonly repeat: number;
  /** Any of them is right; none where nothing is wrong. */
  readonly right: readonly string[];
  /** What it ranked, the first first, with its points. */
  readonly ranked: readonly { readonly runbook: string; readonly points: number }[];
  /** What it was silent about: kinds of incidents that it could not read. */
  readonly unread: readonly string[];
}

export function isLook(id: string, runbooks: readonly Runbook[]): boolean {
  const runbook = runbooks.find((one) => one.id === id);
  return runbook !== undefined && !namesCauses(runbook);
}

export function looksOf(
  lines: readonly Line[],
  { planned, runbooks }: { readonly planned: readonly Pick<Line, "runbook">[]; readonly runbooks: readonly Runbook[] },
): readonly Looks[] {
  const groups = Map.groupBy(lines, ({ runbook }) => runbook);
  return [...groups].map(([runbook, group]) => ({
    runbook,
    version: group[0]?.version ?? 0,
    planned: planned.filter((run) => run.runbook === runbook).length,
    rows: group.flatMap((line) => (line.counted ? [lookIn(line, runbooks)] : [])),
    notCounted: group.flatMap((line) => (line.counted ? [] : [{ fault: nameOf(line), repeat: line.repeat, why: line.why }])),
  }));
}

function lookIn(line: Extract<Line, { counted: true }>, runbooks: readonly Runbook[]): Look {
  const fault = nameOf(line);
  const led =
    line.report === null
      ? { ranked: [], unread: [] }
      : ledTo(
          line.report,
          runbooks.find(({ id }) => id === line.runbook),
        );
  return { fault, repeat: line.repeat, right: rightFor(fault), ...led };
}

/** As the page and the command line rank: by what weighs most on any one host; of equals the one that the author names first. */
function ledTo({ hypotheses }: PrintedReport, runbook: Runbook | undefined): Pick<Look, "ranked" | "unread"> {
  const points = new Map<string, number>();
  const open = new Set<string>();
  for (const { id, standing, evidence } of hypotheses) {
    const to = runbook?.hypotheses[id]?.leadsTo;
    if (to === undefined) continue;
    if (standing === "open") open.add(to);
    if (standing !== "supported") continue;
    const most = Math.max(0, ...evidence.flatMap(({ state, saw }) => (state === "held" && typeof saw === "number" ? [saw] : [])));
    points.set(to, Math.max(points.get(to) ?? 0, most));
  }
  const ranked = [...points].map(([to, most]) => ({ runbook: to, points: most })).toSorted((a, b) => b.points - a.points);
  return { ranked, unread: [...open].filter((to) => !points.has(to)) };
}

/** From 1; null where none of the right ones is ranked. Of equal points the worse place counts: nobody can tell them apart. */
export function placeOf({ right, ranked }: Look): number | null {
  const best = ranked.find(({ runbook }) => right.includes(runbook));
  if (best === undefined) return null;
  return ranked.filter((one) => one.points > best.points || (one.points === best.points && !right.includes(one.runbook))).length + 1;
}

export const rankedWords = ({ ranked }: Look): string =>
  ranked.map(({ runbook, points }) => `${runbook} ${points}`).join(", ") || "nothing";
