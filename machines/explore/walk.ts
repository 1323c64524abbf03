import type { Facts, Failure, Request, Round, Value } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { weighingOf, type Weighing } from "../judge.ts";
import { MOST_ROUNDS, planFrom } from "../plan/next.ts";
import { measureTests } from "../plan/useful.ts";
import { stakesOf } from "../plan/worth.ts";
import { reproducedOf } from "../conclude/window-state.ts";
import { NOT_READABLE, type Model, type World } from "./cells.ts";
import { finding, type Finding } from "./finding.ts";
import { brokenRule } from "./oracle.ts";
import type { Course } from "./reach.ts";
import { answerIn, runThrough, withAnswers, type Ended, type Run } from "./run.ts";
import { combinations, worldsOver } from "./solve.ts";
import type { Fields } from "./window.ts";

/** A runbook whose rounds have more outcomes, or that has more states, is proved rule by rule and walked at random instead. */
const MOST_OUTCOMES = 4000;
const MOST_STATES = 4000;
/** Enough to meet each pair of outcomes of a dozen tests many times; takes about a second for the largest runbook. */
export const WALKS = 400;

export interface Walked {
  readonly findings: readonly Finding[];
  readonly states: number;
  /** False: too large, nothing was concluded. */
  readonly complete: boolean;
}

/** Every outcome of every round, with states merged that stand alike and have the same left to ask. */
export function walkAll(course: Course): Walked {
  const seen = new Set<string>();
  const findings = new Map<string, Finding>();
  const stack: { readonly facts: Facts; readonly world: World }[] = [{ facts: course.model.asked.facts, world: new Map() }];
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    const weighing = weighingOf(state.facts);
    const key = mergeKey(weighing);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > MOST_STATES) return { findings: [], states: seen.size, complete: false };
    const { round } = planFrom(weighing);
    if (round === null || state.facts.rounds.length > MOST_ROUNDS) {
      const broken = brokenRule({ facts: state.facts, weighing, verdict: course.conclude(state.facts), stopped: round === null });
      if (broken !== null) findings.set(broken, sayBroken(broken, "one of all runs"));
      continue;
    }
    const next = outcomesOf(course, state, round);
    if (next === null) return { findings: [], states: seen.size, complete: false };
    stack.push(...next);
  }
  return { findings: [...findings.values()], states: seen.size, complete: true };
}

/** Two states with the same key can only end alike: same standings and counts, same questions left, same symptom. */
function mergeKey(weighing: Weighing): string {
  const { judgement, asked, accounting } = weighing;
  const standings = judgement.standings.map(({ standing, accountsFor, explainedAway, evidence }) => [
    standing,
    explainedAway ?? false,
    accountsFor?.counted ?? null,
    accountsFor?.fit ?? null,
    evidence.map(({ state }) => state),
  ]);
  return JSON.stringify([
    standings,
    accounting.complete,
    [...accounting.by],
    reproducedOf(weighing),
    stakesOf(weighing).map(({ instance, test, host }) => `${instance} ${test} ${host}`),
    asked.facts.rounds.length,
    judgement.symptom,
  ]);
}

interface State {
  readonly facts: Facts;
  readonly world: World;
}

/** All ways this round can turn out: each window, and each region (or unknown) of each cell that it reads for the first time. */
function outcomesOf({ model, windows }: Course, { facts, world }: State, round: Round): readonly State[] | null {
  const read = new Set(round.requests.map(({ test, host }) => `${test}|${host}|`));
  const cells = [...model.cells.values()].filter(
    ({ key, place }) => place.source.id !== REPRODUCTION && !world.has(key) && read.has(`${place.source.id}|${place.host}|`),
  );
  const turns: readonly (Fields | null)[] = round.reproduction
    ? distinct([windows.shown, windows.absent, windows.tooFew, windows.unproven, null])
    : [null];
  // What is read in a window that proves nothing counts for nothing, except for what decides whether it does.
  const gate = new Set(measureTests(model.asked, true));
  const counting = cells.filter(({ place }) => place.of === "once" || gate.has(place.source.id));
  const cellsIn = (turn: Fields | null): readonly string[] =>
    (turn === windows.shown || !round.reproduction ? cells : counting).map(({ key }) => key);
  if (turns.reduce((sum, turn) => sum + combinations(model, cellsIn(turn), 1), 0) > MOST_OUTCOMES) return null;
  const withUnknown: Model = {
    ...model,
    cells: new Map([...model.cells].map(([key, cell]) => [key, { ...cell, regions: [...cell.regions, NOT_READABLE] }])),
  };
  return turns.flatMap((turn) =>
    [...worldsOver(withUnknown, cellsIn(turn), world)].map((each) => ({
      world: each,
      facts: withAnswers(facts, round, (request) => answerIn(model, { world: each, windows: [turn] }, { request, round })),
    })),
  );
}

const distinct = (turns: readonly (Fields | null)[]): readonly (Fields | null)[] => [
  ...new Map(turns.map((turn) => [JSON.stringify(turn), turn])).values(),
];

/** Random runs, the same for the same seed: hosts that fail, windows that prove nothing, and any region of any cell. */
export function walkAtRandom(course: Course, seed: number): readonly Finding[] {
  const random = randomFrom(seed);
  const findings = new Map<string, Finding>();
  for (let walk = 0; walk < WALKS; walk += 1) {
    const ended: Ended = runThrough(course.model, randomRun(course, random), course.conclude);
    const broken = brokenRule(ended);
    if (broken !== null) findings.set(broken, sayBroken(broken, `walk ${walk} from seed ${seed}`));
  }
  return [...findings.values()];
}

const sayBroken = (broken: string, where: string): Finding =>
  finding(
    "named-by-the-rules",
    `A verdict breaks the rules: ${broken} (${where}). This is a defect of the engine, not of the runbook: report it with this line.`,
  );

function randomRun({ model, windows }: Course, random: () => number): Run {
  const pick = <Each>(values: readonly Each[]): Each | undefined => values[Math.floor(random() * values.length)];
  const world = new Map<string, Value>();
  // Most causes are not there most of the time: a third of the runs leans to rest, so that eliminations are met as well.
  const rest = random() < 0.33;
  for (const { key, regions } of model.cells.values()) {
    const value = random() < 0.08 ? NOT_READABLE : rest && random() < 0.8 ? regions.find((each) => each === 0) : pick(regions);
    world.set(key, value ?? regions[0] ?? NOT_READABLE);
  }
  const turns = [windows.shown, windows.shown, windows.shown, windows.absent, windows.tooFew, windows.unproven, null];
  const failing = random() < 0.3;
  const failures = (request: Request): Failure | null =>
    failing && request.test !== REPRODUCTION && random() < 0.2 ? (pick(FAILURES) ?? null) : null;
  return { world, windows: [0, 1, 2, 3].map(() => pick(turns) ?? null), failures };
}

const FAILURES: readonly Failure[] = [
  { kind: "timedOut", afterMs: 5000 },
  { kind: "denied", stderr: "" },
  { kind: "connectionLost", detail: "", afterMs: 1 },
  { kind: "toolMissing", tool: "x" },
];

/** Mulberry32 (public domain, T. Ettinger): small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
