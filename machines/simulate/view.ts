import { isUnknown, type Phase, type Risk, type Test, type Value, type Verdict } from "../contract/index.ts";
import { explainChoice } from "../explain/choice.ts";
import { formatValue } from "../explain/number.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import type { Cell, World } from "../explore/cells.ts";
import { claimsOf } from "../explore/solve.ts";
import { byStanding, rowsOf, titlesOf, type Board } from "../journal/board.ts";
import { supportedIn } from "../journal/evidence-line.ts";
import { play } from "./play.ts";
import { supposedWorld, type Stage } from "./stage.ts";
import { WINDOW_KINDS, worldIn, type Trial, type WindowKind } from "./trial.ts";

/** One value that a test reads, and what it might show. */
export interface SimulatedField {
  readonly cell: string;
  readonly host: string;
  readonly field: string;
  readonly moment: string;
  readonly about: string;
  readonly choices: readonly { readonly region: number; readonly say: string }[];
  /** The region that is shown; -1: it cannot be read. */
  readonly shown: number;
}

export interface SimulatedTest {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly risk: Risk;
  readonly costSeconds: number;
  /** As it was chosen; null: not asked. */
  readonly outcome: string | null;
  /** The instances that predict something of it. */
  readonly predictedBy: readonly { readonly instance: string; readonly claim: string }[];
  readonly fields: readonly SimulatedField[];
}

/** Why a test comes before another: what it can tell apart, for which cost. */
export interface ComparedTest {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly pairsSplit: number;
  readonly costSeconds: number;
  readonly risk: Risk;
}

export interface Simulation {
  readonly instances: readonly { readonly instance: string; readonly claim: string }[];
  readonly windows: readonly WindowKind[];
  readonly tests: readonly SimulatedTest[];
  readonly hypotheses: Board["hypotheses"];
  readonly verdict: Verdict;
  readonly next: {
    readonly phase: Phase;
    readonly lead: string;
    readonly tests: readonly string[];
    readonly titles: readonly string[];
    readonly why: string;
    readonly compared: readonly ComparedTest[];
    readonly pairsOpen: number;
  } | null;
}

/** Everything that the simulator shows. A pure function of what was chosen. */
export function simulate(stage: Stage, trial: Trial): Simulation {
  const { runbook, model } = stage;
  const { catalogue, brief } = model.asked.facts;
  const world = worldIn(stage, trial, supposedWorld(stage, trial.suppose));
  const { weighing, verdict, next } = play(stage, trial, world);
  const { standings } = weighing.judgement;
  const names = {
    hosts: new Map(brief.hosts.map(({ key, name }) => [key, name])),
    answers: new Map(),
    supported: supportedIn(standings),
    ran: new Map(),
    meanings: { runbook, catalogue },
  };
  const titles = ownTitles(titlesOf(runbook, catalogue));
  const claims = standings.map(({ instance, claim }) => ({ instance, claim }));
  return {
    instances: claims,
    windows: WINDOW_KINDS.filter((kind) => stage.windows[kind] !== null),
    tests: runbook.tests.map((test) => testOf({ stage, trial, world }, test, claims)),
    hypotheses: byStanding(rowsOf(standings, { runbook, names, testing: new Set() })),
    verdict,
    next:
      next === null
        ? null
        : {
            phase: next.round.phase,
            lead: next.round.choice.test,
            tests: next.tests,
            titles: next.tests.map((test) => titles[test] ?? test),
            why: explainChoice(next.round.choice, titles),
            pairsOpen: next.round.choice.pairsOpen,
            compared: next.candidates.map(({ test, risk, costSeconds, pairsSplit }) => ({
              id: test.id,
              title: titles[test.id] ?? test.id,
              phase: test.phase,
              pairsSplit,
              costSeconds,
              risk,
            })),
          },
  };
}

/** Several tests may use one collector; a name that two of them have gets the test's own behind it. */
function ownTitles(titles: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all = Object.values(titles);
  const own = Object.entries(titles).map(([id, title]) => [id, all.indexOf(title) === all.lastIndexOf(title) ? title : `${title} (${id})`]);
  return { ...Object.fromEntries(own), [REPRODUCTION]: "reproduction" };
}

interface Shown {
  readonly stage: Stage;
  readonly trial: Trial;
  readonly world: World;
}

function testOf({ stage, trial, world }: Shown, test: Test, claims: Simulation["instances"]): SimulatedTest {
  const { model } = stage;
  const { asked } = model;
  const source = asked.sources.get(test.id);
  const cells = [...model.cells.values()].filter(({ place }) => place.source.id === test.id);
  return {
    id: test.id,
    title: source?.title ?? test.id,
    phase: test.phase,
    risk: source?.spec?.risk ?? "R0",
    costSeconds: source?.spec?.costSeconds ?? 0,
    outcome: trial.outcomes[test.id] ?? null,
    predictedBy: claims.filter(({ instance }) => claimsOf(model, instance).some(({ predicted }) => predicted.test === test.id)),
    fields: cells.map((cell) => fieldOf(cell, asked.hosts.get(cell.place.host)?.name ?? cell.place.host, world.get(cell.key))),
  };
}

/** Words are told apart by name; the last region is any other word. */
function sayRegion({ regions, place, says }: Cell, region: number, value: Value): string {
  if (says !== undefined && typeof value === "string") return says[value] ?? value;
  return typeof value === "string" && region > 0 && region === regions.length - 1
    ? "something else"
    : formatValue(value, { signed: place.of === "change" });
}

function fieldOf(cell: Cell, host: string, value: Value | undefined): SimulatedField {
  const { field, of, source } = cell.place;
  const numbered = cell.regions.map((region, index) => ({ region: index, value: region }));
  return {
    cell: cell.key,
    host,
    field,
    moment: of === "change" ? "change" : of === "once" || of === "during" ? "" : of,
    about: source.spec?.fields[field]?.about ?? "",
    choices: numbered
      .toSorted((a, b) => (typeof a.value === "number" && typeof b.value === "number" ? a.value - b.value : 0))
      .map(({ region, value: shown }) => ({ region, say: sayRegion(cell, region, shown) })),
    shown: value === undefined || isUnknown(value) ? -1 : cell.regions.indexOf(value),
  };
}
