import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, type Lab } from "../hosts/lab.ts";
import type { Parameters, SelfCheck } from "../faults/fault.ts";
import { changeOf, type Counters } from "./counters.ts";
import { readCounters } from "./pair-counters.ts";
import { undisturbed } from "./undisturbed.ts";
import { ping } from "./ping.ts";

/** One measurement of a pair or trio: pings from alpha to beta, and what every counter did meanwhile. */
export interface Window {
  readonly sent: number;
  readonly lost: number;
  readonly lossPercent: number;
  /** On average; null when nothing came back. */
  readonly roundTripMs: number | null;
  readonly durationMs: number;
  readonly change: Counters;
  readonly after: Counters;
}

export interface WindowSpec {
  readonly count: number;
  readonly intervalMs: number;
  /** The fault itself fills the machine's backlogs. */
  readonly floods?: boolean;
}

/** A loss of 0.4 % is seen with 99 % probability, and so is what happens every second and a half. */
const USUAL_WINDOW: WindowSpec = { count: 1_200, intervalMs: 2 };

/** For what strikes packets by chance, whenever they come: as many as usual in half the time. */
export const DENSE_WINDOW: WindowSpec = { count: 1_200, intervalMs: 1 };

/** Enough to see that nothing is lost where nothing should be. */
export const SHORT_WINDOW: WindowSpec = { count: 300, intervalMs: 3 };

export const observe = (lab: Lab, spec: WindowSpec = USUAL_WINDOW): Promise<Window> =>
  spec.floods === true ? observeOnce(lab, spec) : undisturbed(() => observeOnce(lab, spec));

const observeOnce = async (lab: Lab, { count, intervalMs }: WindowSpec): Promise<Window> => {
  const before = await readCounters(lab);
  const started = performance.now();
  const {
    sent,
    lost,
    averageMs: roundTripMs,
  } = await ping({ from: hostOf(lab, "alpha"), to: hostOf(lab, "beta").dataAddress, count, intervalMs });
  const durationMs = Math.round(performance.now() - started);
  // Lets counters that lag a tick catch up: the last reply's own path may still be running.
  await sleep(50);
  const after = await readCounters(lab);
  return { sent, lost, lossPercent: sent === 0 ? 0 : (100 * lost) / sent, roundTripMs, durationMs, change: changeOf(before, after), after };
};

/** The check of a fault that one window of pings shows. */
export const inWindow =
  (judge: (window: Window, parameters: Parameters) => SelfCheck, spec?: WindowSpec) =>
  async (lab: Lab, parameters: Parameters): Promise<SelfCheck> =>
    judge(await observe(lab, spec), parameters);
