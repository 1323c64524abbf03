import { catalogue, collectors } from "#collectors";
import { runbooks } from "#runbooks";
import { runFrozen, type Frozen } from "./run/frozen.ts";
import { isLook } from "./look/looks.ts";
import { nameOf, type Line, type Run } from "./run/line.ts";
import { runLive } from "./run/live.ts";
import { latest, openStore } from "./run/store.ts";
import { accuracyOf, CULPRIT, type Accuracy } from "./print/accuracy.ts";
import { readableAtOnce } from "./print/everything.ts";
import { accuracyLine, lookLine } from "./print/progress.ts";

export interface Bench {
  readonly live: readonly Run[];
  readonly frozen: readonly Frozen[];
  /** Where the lines are kept. */
  readonly folder: string;
  /** Where hosts are raised. */
  readonly labDirectory: string;
  readonly seed: string;
  /** Also read everything of each patient, for the comparison. */
  readonly everything: boolean;
  /** False: only what was run before is told. */
  readonly run: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs what is missing, and tells how right it all was. What could not be counted before is tried again. */
export async function benchAccuracy(bench: Bench): Promise<Accuracy> {
  const { live, frozen, say, signal } = bench;
  const store = await openStore(bench.folder);
  const runs = [...frozen.map(({ run }) => run), ...live];
  const lines = [...store.lines];
  const done = new Set(latest(lines, runs).flatMap((line) => (line.counted && isEnough(line, bench) ? [line.key] : [])));
  const left = { frozen: frozen.filter(({ run }) => !done.has(run.key)), live: live.filter(({ key }) => !done.has(key)) };
  const known = {
    planned: runs,
    runbooks,
    catalogue,
    everything: readableAtOnce(Object.values(collectors)),
    seed: bench.seed,
  };
  if (bench.run) {
    say(`${runs.length} runs, ${runs.length - left.frozen.length - left.live.length} of them done before.`);
    if (left.live.length > 0) say(`${left.live.length} live runs: about ${Math.ceil(secondsFor(left.live, bench) / 60)} min.`);
    const since = performance.now();
    let liveDone = 0;
    const keep = async (line: Line): Promise<void> => {
      await store.add(line);
      lines.push(line);
      if (line.source === "live") liveDone += 1;
      const rest = liveDone === 0 ? 0 : ((performance.now() - since) / 1_000 / liveDone) * (left.live.length - liveDone);
      say(`${progress(line)}${rest === 0 ? "" : `  (${liveDone} of ${left.live.length}, ${Math.ceil(rest / 60)} min left)`}`);
    };
    const { everything, labDirectory: directory } = bench;
    for await (const line of runFrozen(left.frozen, { everything, signal })) await keep(line);
    for await (const line of runLive(left.live, { directory, everything, signal })) await keep(line);
  }
  return accuracyOf(latest(lines, runs), known);

  function progress(line: Line): string {
    const { tables, looks } = accuracyOf([line], known);
    const [row, look] = [tables[0]?.rows[0], looks?.[0]?.rows[0]];
    if (look !== undefined) return `look ${nameOf(line)}: ${lookLine(look)}`;
    return `${line.source} ${nameOf(line)}: ${line.counted ? accuracyLine(row?.answers[CULPRIT]) : `NOT COUNTED: ${line.why}`}`;
  }
}

/** A line made without the comparison is not enough where the comparison is wanted; one without a verdict is what it is. */
const isEnough = (line: Extract<Line, { counted: true }>, { everything }: Bench): boolean =>
  !everything || isLook(line.runbook, runbooks) || line.report === null || line.collected !== null || line.notCollected !== undefined;

/**
 * Measured with the faults of the pair: two checks of 7 s, and around each window 1 s; a window of n probes takes 1.1 times its nominal
 * time, an investigation one to two of them, and reading everything one more.
 */
function secondsFor(runs: readonly Run[], { everything }: Bench): number {
  return runs.reduce((sum, { inputs, faults }) => {
    const window = (Number(inputs["count"] ?? 0) * Number(inputs["interval"] ?? 0) * 1.1) / 1_000 + 1;
    return sum + 14 * faults.length + window * (everything ? 2.5 : 1.5);
  }, 0);
}
