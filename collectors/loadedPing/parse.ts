import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, fraction } from "../number.ts";
import { type LossRuns, sequence } from "../ping-sequence.ts";
import { countsOf } from "../ping-text.ts";
import { linesOf, sections } from "../section.ts";

export function parseLoadedPing(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const { loadMbit: wanted, count } = output.args;
  const idle = runIn(linesOf(all, "idle"), count);
  const loaded = runIn(linesOf(all, "loaded"), count);
  const acceptable = output.args["acceptableMs"];
  const limit: Value =
    acceptable === undefined ? unknown("nobody said which round trip is acceptable") : decimal(acceptable, "acceptableMs");
  const worst =
    isUnknown(idle.p90) || isUnknown(loaded.p90)
      ? isUnknown(idle.p90)
        ? loaded.p90
        : idle.p90
      : Math.max(Number(idle.p90), Number(loaded.p90));
  const { load, seconds } = loadIn(linesOf(all, "load").find((line) => line !== "") ?? "");
  const runs = [
    { key: "idle", what: "without our load", run: idle },
    { key: "loaded", what: isUnknown(load) ? "again, and no load of ours ran" : "beside our load", run: loaded },
  ];
  return {
    fields: {
      sent: idle.sent + loaded.sent,
      received: idle.received + loaded.received,
      lostPercent:
        idle.sent + loaded.sent === 0
          ? unknown("nothing was sent")
          : 100 * (1 - (idle.received + loaded.received) / (idle.sent + loaded.sent)),
      loadMbit: load,
      idleMinMs: idle.min,
      idleMedianMs: idle.median,
      idleP90Ms: idle.p90,
      loadedMinMs: loaded.min,
      loadedMedianMs: loaded.median,
      loadedP90Ms: loaded.p90,
      worstMs: worst,
      acceptableMs: limit,
      excessMs: excessOf({ worst, limit, load: whole(load, { seconds, count }), wanted }, runs),
    },
    tables: echoesOf(runs),
  };
}

/** Probes leave every 20 ms (LOADED_PING_SCRIPT), and the load has to last as long as they do. */
const PROBE_SECONDS = 0.02;
/** What a tenth of the probes meets shows in what nine of ten stay below; a queue takes its time to fill. */
const LEAST_OF_IT = 0.5;

/** The load, unless it ended while probes were still sent: a receiver was stopped, or somebody on the way reset the connection. */
function whole(load: Value, { seconds, count }: { readonly seconds: number; readonly count: string | undefined }): Value {
  const needed = Number(count ?? 0) * PROBE_SECONDS;
  if (isUnknown(load) || !(seconds < needed * LEAST_OF_IT)) return load;
  return unknown(`our transfer ended after ${seconds.toFixed(1)} of ${needed.toFixed(1)} s: the other probes met no load of ours`);
}

/** Less of the load than this share of what was asked for is a transfer that never got going: its first segments, and what waits in the sender. */
const STALLED = 1 / 40;

/**
 * What grows only under load has not been looked for where there was none. Who asks for 1 Mbit/s says that the load is there anyway. Of a run that nothing came
 * back of nobody knows how long it takes: answers that wait for seconds come when ping has gone.
 */
function excessOf(
  { worst, limit, load, wanted }: Record<"worst" | "limit" | "load", Value> & { readonly wanted: string | undefined },
  runs: readonly Echoes[],
): Value {
  if (typeof worst !== "number" || typeof limit !== "number") return isUnknown(worst) ? worst : limit;
  if (worst > limit) return worst - limit;
  const silent = runs.find(({ run }) => isUnknown(run.p90));
  if (silent !== undefined) return unknown(`of the echoes ${silent.what} none came back, so how long they take is not known`);
  const asked = wanted === undefined ? 1 : Number(wanted);
  if (!(asked > 1)) return 0;
  if (isUnknown(load)) return load;
  return Number(load) < asked * STALLED
    ? unknown(`our transfer did not get going (${Number(load).toFixed(2)} of ${asked} Mbit/s): nothing was loaded`)
    : 0;
}

interface Echoes {
  readonly key: string;
  readonly what: string;
  readonly run: Run;
}

/** By their numbers, where every answer was printed. */
function echoesOf(all: readonly Echoes[]): NonNullable<Reading["tables"]> {
  const whole = all.filter(({ run }) => run.sent > 0 && run.losses.lost === run.sent - run.received && run.trips.length === run.received);
  return {
    echoes: whole.map(({ key, what, run: { sent, losses } }) => ({ key, what, sent, lost: losses.lost })),
    lossRuns: whole.flatMap(({ key, run }) =>
      run.losses.runs.map(({ first, count }): Row => ({ key: `${key} ${first}`, of: key, first, count })),
    ),
    roundTrips: whole.flatMap(({ key, run }) =>
      run.trips.map(({ number, tookMs }): Row => ({ key: `${key} ${number}`, of: key, number, tookMs })),
    ),
  };
}

interface Run {
  readonly losses: LossRuns;
  readonly trips: readonly { readonly number: number; readonly tookMs: number }[];
  readonly sent: number;
  readonly received: number;
  readonly min: Value;
  readonly median: Value;
  readonly p90: Value;
}

function runIn(lines: readonly string[], count: string | undefined): Run {
  const [, transmitted, answered] =
    lines.map((line) => /^(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(line)).find((found) => found !== null) ??
    unparsable("ping ended without its summary");
  const { sent, received } = countsOf(transmitted, answered, count);
  const answers = sequence(lines.join("\n"));
  const trips = answers.trips.map(({ number, took }) => ({ number, tookMs: fraction(took, "round trip") }));
  const times = trips.map(({ tookMs }) => tookMs);
  times.sort((a, b) => a - b);
  const none = unknown("nothing came back");
  const at = (share: number): Value => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? none;
  return { losses: answers.lossRuns(sent), trips, sent, received, min: times[0] ?? none, median: at(0.5), p90: at(0.9) };
}

/** "transfer 12345678 4.001", or "none" and why. */
function loadIn(line: string): { readonly load: Value; readonly seconds: number } {
  const [, bytes, seconds] = /^transfer (\d+) ([\d.]+)$/.exec(line) ?? [];
  if (bytes === undefined)
    return /^none /.test(line)
      ? { load: unknown(`no load of ours: ${line.slice(5, 80)}`), seconds: 0 }
      : unparsable("it does not say what the load was");
  const time = fraction(seconds, "seconds");
  return { load: time > 0 ? (8 * Number(bytes)) / time / 1e6 : unknown("the load took no time"), seconds: time };
}
