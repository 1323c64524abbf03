import type { Lab } from "../hosts/lab.ts";
import type { Window } from "./window.ts";

export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** A real fault on real hosts, and what is true about it: what an investigation must find. */
export interface Fault {
  readonly id: string;
  /** One sentence: what is wrong. */
  readonly about: string;
  /** What a customer or a graph would say, without naming the cause. */
  readonly story: string;
  readonly groundTruth: {
    readonly causes: readonly Cause[];
    /** Set when an honest investigation cannot name the cause, and why. */
    readonly notNameable?: string;
  };
  /** What can be set, with its default. */
  readonly parameters: Parameters;
  /** Makes the fault. Everything it starts, adds or changes must be undone by `heal`, also when it was interrupted. */
  inject(lab: Lab, parameters: Parameters): Promise<void>;
  /** Undoes what is neither an extra nor a setting of the machine; those are undone by the caller. */
  heal(lab: Lab): Promise<void>;
  /** Judges what was measured: is the symptom there, and does the mechanism's own counter say so? */
  check(window: Window): SelfCheck;
}

export interface Cause {
  /** A hypothesis of the runbook small-packet-loss. */
  readonly id: string;
  /** Absent for a cause outside the hosts. */
  readonly host?: string;
  readonly object?: string;
}

export interface SelfCheck {
  readonly symptom: boolean;
  readonly mechanism: boolean;
  /** What was seen, as a sentence with numbers. */
  readonly saw: string;
}

export const numberOf = (parameters: Parameters, name: string): number => {
  const value = parameters[name];
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, and is ${String(value)}`);
  return value;
};
