import type { Ask } from "../hosts/topology.ts";
import type { Lab } from "../hosts/lab.ts";
import type { CauseId } from "./causes.ts";

export type Parameters = Readonly<Record<string, number | string | boolean>>;

/**
 * What an honest investigation is up against:
 * `fault`: symptom and mechanism are there; `blinded`: both are, and the decisive instrument refuses; `decoy`: the sign of a
 * mechanism is there without its symptom, or beside another one; `healthy`: nothing.
 */
export type FaultKind = "fault" | "blinded" | "decoy" | "healthy";

/** A real fault on real hosts, and what is true about it: what an investigation must find. */
export interface Fault {
  readonly id: string;
  readonly kind: FaultKind;
  /** The name of the topology it is made in. */
  readonly topology: string;
  /** One sentence: what is wrong. */
  readonly about: string;
  /** What a customer or a graph would say, without naming the cause. */
  readonly story: string;
  readonly groundTruth: GroundTruth | ((parameters: Parameters) => GroundTruth);
  /** What can be set, with its default. */
  readonly parameters: Parameters;
  /** Other settings worth trying, by name: `culprit lab inject id:variant`. Each says only what differs from the default. */
  readonly variants?: Readonly<Record<string, Parameters>>;
  /** What a text parameter may be besides what its default and the variants say. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** The least and the most of a number; without, it is at least 0. Set where more or less would hurt the machine or make nothing. */
  readonly limits?: Readonly<Record<string, readonly [number, number]>>;
  /** How runbooks are pointed at it, where that differs from the topology's own way. A variant may be on another host or port. */
  readonly asks?: readonly Ask[] | ((parameters: Parameters) => readonly Ask[]);
  /** Its traces last: counters that nothing sets back. Set for decoys that are made of history. */
  readonly lasting?: boolean;
  /** Makes the fault. Everything it starts, adds or changes must be undone by `heal`, also when it was interrupted. */
  inject(lab: Lab, parameters: Parameters): Promise<void>;
  /** Undoes what is neither an extra nor a setting of the machine; those are undone by the caller. Must bear being repeated. */
  heal(lab: Lab, parameters: Parameters): Promise<void>;
  /**
   * Measures on the live system. Independent of what was injected: without the fault both are false. On the lab's own
   * instruments, never through Culprit's collectors.
   */
  check(lab: Lab, parameters: Parameters): Promise<SelfCheck>;
}

export interface GroundTruth {
  /** What a right verdict names. */
  readonly causes: readonly Cause[];
  /** What is true besides: a condition without which the cause would do no harm, or its trace. To name one is not wrong, and not required. */
  readonly contributing?: readonly Cause[];
  /** Set when an honest investigation cannot name the cause, and why. */
  readonly notNameable?: string;
}

export interface Cause {
  readonly id: CauseId;
  /** A host of the lab; absent for a cause outside its hosts. */
  readonly host?: string;
  /** The guest in which it really is: who is pointed at the guest itself finds it there, and not on the machine that carries it. */
  readonly guest?: string;
  /** What on that host: an interface, a rule, a process. As an on-call engineer would name it. */
  readonly object?: string;
}

export interface SelfCheck {
  /** What people complain about is measured. */
  readonly symptom: boolean;
  /** The mechanism's own counter, state or capture shows it (of a decoy: the misleading sign is there). */
  readonly mechanism: boolean;
  /** What was seen, as a sentence with numbers. */
  readonly saw: string;
}

/** Whether a check says that the fault is really there, as its kind promises. */
export const isThere = ({ kind }: Fault, { symptom, mechanism }: SelfCheck): boolean =>
  kind === "healthy" ? !symptom && !mechanism : kind === "decoy" ? !symptom && mechanism : symptom && mechanism;

/** Whether a check says that nothing of it is there. */
export const isGone = ({ lasting }: Fault, { symptom, mechanism }: SelfCheck): boolean => !symptom && (lasting === true || !mechanism);

export const truthOf = ({ groundTruth }: Fault, parameters: Parameters): GroundTruth =>
  typeof groundTruth === "function" ? groundTruth(parameters) : groundTruth;

export const asksOf = ({ asks }: Fault, parameters: Parameters): readonly Ask[] =>
  typeof asks === "function" ? asks(parameters) : (asks ?? []);

export const numberOf = (parameters: Parameters, name: string): number => {
  const value = parameters[name];
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, and is ${String(value)}`);
  return value;
};

export const textOf = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  if (typeof value !== "string") throw new TypeError(`${name} must be text, and is ${String(value)}`);
  return value;
};
