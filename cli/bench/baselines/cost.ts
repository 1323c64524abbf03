import { REPRODUCTION } from "#machines/evidence/asked.ts";
import { fieldOf } from "#machines/evidence/seen.ts";
import type { Request } from "#machines/contract/index.ts";
import type { Cost } from "./answer.ts";
import type { Collected, Took } from "./collected.ts";

/**
 * What these tests would have cost, asked one after the other: each that compares a before with an after, or listens meanwhile, needs a
 * window of its own; the first window also measures the symptom. Hosts are asked at the same time, so the slowest one counts.
 */
export function costOf(collected: Collected, tests: ReadonlySet<string>): Cost {
  const asked = collected.round.requests.filter(({ test }) => tests.has(test) && test !== REPRODUCTION);
  const windows = Math.max(1, new Set(asked.flatMap(({ test, moment }) => (moment === "once" ? [] : [test]))).size);
  const probe = collected.round.requests.find(({ test }) => test === REPRODUCTION);
  const window = probe === undefined ? undefined : tookOf(collected, probe);
  const ran = asked.flatMap((request) => tookOf(collected, request) ?? []);
  return {
    commands: ran.length + (window === undefined ? 0 : windows),
    probes: windows * sentIn(collected),
    bytes: ran.reduce((sum, { bytes }) => sum + bytes, 0) + windows * (window?.bytes ?? 0),
    ms: windows * (window?.durationMs ?? 0) + waitFor(collected, asked),
  };
}

/** Everything at once, as it was really collected. */
export function costOfAll(collected: Collected): Cost {
  const took = Object.values(collected.took);
  return {
    commands: took.length,
    probes: sentIn(collected),
    bytes: took.reduce((sum, { bytes }) => sum + bytes, 0),
    ms: collected.durationMs,
  };
}

const tookOf = ({ took }: Collected, { key }: Pick<Request, "key">): Took | undefined => (Object.hasOwn(took, key) ? took[key] : undefined);

function sentIn({ answers }: Collected): number {
  const probe = answers.find(({ request }) => request.test === REPRODUCTION);
  const sent = probe !== undefined && "reading" in probe ? fieldOf(probe.reading, "sent") : 0;
  return typeof sent === "number" ? sent : 0;
}

/** A sensor's time is that of the window, which is counted already. */
function waitFor(collected: Collected, asked: readonly Request[]): number {
  const steps = Map.groupBy(
    asked.filter(({ moment }) => moment !== "during"),
    ({ test, moment }) => `${test} ${moment}`,
  );
  return [...steps.values()].reduce(
    (sum, step) => sum + Math.max(...step.map((request) => tookOf(collected, request)?.durationMs ?? 0)),
    0,
  );
}
