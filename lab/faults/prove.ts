import type { Lab } from "../hosts/lab.ts";
import { chosen } from "./choose.ts";
import { isGone, isThere } from "./fault.ts";
import { healFault, injectFault } from "./perform.ts";

/** One round of a fault on a live lab. */
export interface Round {
  /** As asked for: id or id:variant. */
  readonly fault: string;
  /** Null when the fault showed once it was made, and was gone once it was healed; else what was otherwise. */
  readonly wrong: string | null;
  /** What the check saw while it was there. */
  readonly saw: string;
  readonly seconds: { readonly inject: number; readonly check: number; readonly heal: number };
}

/**
 * Makes a fault, measures that it is there, heals it, and measures that it is gone. `work` runs in between, only when it is really
 * there: a fault whose injection failed is never counted.
 */
export const proveFault = async (lab: Lab, name: string, work?: () => Promise<void>): Promise<Round> => {
  const { fault, parameters } = chosen(name);
  const seconds = { inject: 0, check: 0, heal: 0 };
  const timed = async <T>(what: keyof typeof seconds, run: () => Promise<T>): Promise<T> => {
    const since = performance.now();
    const result = await run();
    seconds[what] += (performance.now() - since) / 1_000;
    return result;
  };
  let saw = "";
  let wrong: string | null = null;
  try {
    await timed("inject", () => injectFault(lab, name));
    const during = await timed("check", () => fault.check(lab, parameters));
    ({ saw } = during);
    if (isThere(fault, during)) await work?.();
    else wrong = `injected, but: symptom ${during.symptom}, mechanism ${during.mechanism}; ${during.saw}`;
  } catch (error) {
    wrong = sentenceOf(error);
  }
  try {
    await timed("heal", () => healFault(lab, name));
    const after = await timed("check", () => fault.check(lab, parameters));
    if (!isGone(fault, after)) wrong ??= `healed, but: symptom ${after.symptom}, mechanism ${after.mechanism}; ${after.saw}`;
  } catch (error) {
    wrong ??= `healing failed: ${sentenceOf(error)}`;
  }
  return { fault: name, wrong, saw, seconds };
};

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
