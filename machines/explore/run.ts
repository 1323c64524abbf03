import {
  PERSON,
  type Answered,
  type Facts,
  type Failure,
  type Reading,
  type Request,
  type Round,
  type Taken,
  type Value,
  type Verdict,
} from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { weighingOf, type Weighing } from "../judge.ts";
import { MOST_ROUNDS, planFrom } from "../plan/next.ts";
import type { Model, World } from "./cells.ts";
import type { Fields } from "./window.ts";

/** One way an investigation can go: what the hosts show, and how each window turns out. */
export interface Run {
  readonly world: World;
  /** By round number, from 1; the last repeats. Null: the probe does not run at all. */
  readonly windows: readonly (Fields | null)[];
  readonly failures?: (request: Request) => Failure | null;
}

export interface Ended {
  readonly facts: Facts;
  readonly weighing: Weighing;
  readonly verdict: Verdict;
  /** It stopped by itself within the bound. */
  readonly stopped: boolean;
}

export type Conclude = (facts: Facts) => Verdict;

const NO_PROBE: Failure = { kind: "toolMissing", tool: "the probe" };

/** Plays one run with the real engine. */
export function runThrough(model: Model, run: Run, conclude: Conclude): Ended {
  let facts: Facts = model.asked.facts;
  for (let guard = 0; ; guard += 1) {
    const weighing = weighingOf(facts);
    const { round } = planFrom(weighing);
    if (round === null || guard > MOST_ROUNDS) return { facts, weighing, verdict: conclude(facts), stopped: round === null };
    facts = withAnswers(facts, round, (request) => answerIn(model, run, { request, round }));
  }
}

export function withAnswers(facts: Facts, round: Round, answer: (request: Request) => Answered): Facts {
  return { ...facts, rounds: [...facts.rounds, round], answers: [...facts.answers, ...round.requests.map(answer)] };
}

export function answerIn(model: Model, run: Run, { request, round }: { readonly request: Request; readonly round: Round }): Answered {
  const failure = run.failures?.(request) ?? null;
  if (failure !== null) return { request, failure };
  const taken: Taken = {
    bootId: `boot of ${request.host}`,
    uptimeSeconds: round.number * 1000 + { once: 100, before: 200, during: 300, after: 400 }[request.moment],
    ...(request.collector === PERSON ? { by: "somebody" } : {}),
  };
  if (request.test !== REPRODUCTION) return { request, reading: readingIn(model, run.world, request), taken };
  const window = run.windows[Math.min(round.number, run.windows.length) - 1];
  return window === null || window === undefined ? { request, failure: NO_PROBE } : { request, reading: { fields: window }, taken };
}

/** Where a counter stands before it rises; not zero, so that a start is never taken for a change. */
const START = 1000;

function readingIn(model: Model, world: World, { test, host, moment }: Request): Reading {
  const fields: Record<string, Value> = {};
  for (const { key, place } of model.cells.values()) {
    if (place.source.id !== test || place.host !== host) continue;
    const value = world.get(key);
    const at = (of: string): Value | undefined => world.get(`${test}|${host}|${place.field}|${of}`);
    if (value === undefined) continue;
    if (place.of === moment) fields[place.field] = value;
    else if (place.of === "change" && at(moment) === undefined)
      fields[place.field] = around(value, { moment, before: at("before"), after: at("after") });
  }
  return { fields };
}

/** The reading on one side of a window that makes this change, next to what the other side shows. */
function around(
  change: Value,
  { moment, before, after }: { readonly moment: Request["moment"]; readonly before: Value | undefined; readonly after: Value | undefined },
): Value {
  if (typeof change !== "number") return change;
  if (moment === "before") return typeof after === "number" ? after - change : START;
  return (typeof before === "number" ? before : START) + change;
}
