import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, type Lab } from "../hosts/lab.ts";
import { readCounters, type Counters } from "./counters.ts";

/** One measurement of the whole lab: pings from alpha to beta, and what every counter did meanwhile. */
export interface Window {
  readonly sent: number;
  readonly lost: number;
  readonly lossPercent: number;
  readonly durationMs: number;
  readonly change: Counters;
  readonly after: Counters;
}

export interface WindowSpec {
  readonly count: number;
  readonly intervalMs: number;
}

/** Long enough for every fault's default rate to show: a loss of 0.2 % is seen with 98 % probability. */
export const USUAL_WINDOW: WindowSpec = { count: 2_000, intervalMs: 4 };

export const observe = async (lab: Lab, spec: WindowSpec = USUAL_WINDOW): Promise<Window> => {
  const before = await readCounters(lab);
  const started = performance.now();
  const { sent, received } = await ping(lab, spec);
  const durationMs = Math.round(performance.now() - started);
  // Lets counters that lag a tick catch up: the last reply's own path may still be running.
  await sleep(50);
  const after = await readCounters(lab);
  const lost = sent - received;
  const change = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
  return { sent, lost, lossPercent: sent === 0 ? 0 : (100 * lost) / sent, durationMs, change, after };
};

const ping = async (lab: Lab, { count, intervalMs }: WindowSpec): Promise<{ readonly sent: number; readonly received: number }> => {
  const argv = ["ping", "-n", "-q", "-c", String(count), "-i", String(intervalMs / 1_000), "-W", "1", hostOf(lab, "beta").dataAddress];
  const ran = await hostOf(lab, "alpha").exec(argv, { timeoutMs: count * intervalMs * 4 + 10_000 });
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(ran.stdout) ?? [];
  if (sent === undefined || received === undefined)
    throw new Error(`ping on alpha said nothing that can be counted: ${ran.stderr || ran.stdout}`);
  return { sent: Number(sent), received: Number(received) };
};
