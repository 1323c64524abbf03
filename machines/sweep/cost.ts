import type { Catalogue, CollectorSpec, Risk, Runbook } from "../contract/index.ts";

/** What sweeping one host costs it, besides what every investigation reads first and last. */
export interface SignatureCost {
  readonly readings: number;
  readonly seconds: number;
  /** The part of these seconds that an input sets: how long is watched. */
  readonly window?: { readonly input: string; readonly seconds: number };
  /** Together they may print no more. */
  readonly mostBytes: number;
  readonly risk: Risk;
  /** What they touch besides reading. */
  readonly effects: readonly string[];
}

export function costOf(runbook: Runbook, catalogue: Catalogue): SignatureCost {
  const { tests, reproduction } = runbook;
  const specOf = (id: string): readonly CollectorSpec[] => {
    const spec = catalogue[id];
    return spec === undefined || spec.from !== undefined ? [] : [spec];
  };
  const read = tests.flatMap(({ collect, when }) => [...specOf(collect), ...(when === "around" ? specOf(collect) : [])]);
  const watched = reproduction === undefined ? [] : specOf(reproduction.collect);
  const all = [...read, ...watched];
  const window = windowOf(runbook);
  const seconds = (window === undefined ? all : read).reduce((sum, { costSeconds }) => sum + costSeconds, window?.seconds ?? 0);
  return {
    readings: all.length,
    seconds: Math.round(seconds * 10) / 10,
    ...(window === undefined ? {} : { window }),
    mostBytes: all.reduce((sum, { maxBytes }) => sum + maxBytes, 0),
    risk: all.some(({ risk }) => risk === "R1") ? "R1" : "R0",
    effects: [...new Set(all.flatMap(({ effects }) => effects))],
  };
}

/** A window that is told its seconds takes those: the usual ones, as long as nobody says otherwise. */
function windowOf({ reproduction, inputs }: Runbook): SignatureCost["window"] {
  const arg = reproduction?.args["seconds"];
  if (arg === undefined || !("input" in arg)) return undefined;
  const seconds = Number(inputs[arg.input]?.default);
  return Number.isFinite(seconds) ? { input: arg.input, seconds } : undefined;
}
