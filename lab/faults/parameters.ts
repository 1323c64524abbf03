import { LabProblem } from "../hosts/problem.ts";
import type { Fault, Parameters } from "./fault.ts";

type Value = Parameters[string];

/** What was given, once every value is known to be one that the fault can be made and healed with. @throws LabProblem saying what is allowed. */
export const checkedParameters = (fault: Fault, given: Parameters): Parameters =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, checkedValue(fault, name, value)]));

const checkedValue = (fault: Fault, name: string, value: Value): Value => {
  if (!Object.hasOwn(fault.parameters, name)) {
    const known = Object.keys(fault.parameters).join(", ") || "none";
    throw new LabProblem(`${fault.id} has no parameter ${name}; it has: ${known}.`);
  }
  const usual = fault.parameters[name];
  if (typeof usual === "string") return checkedText(fault, name, value);
  if (typeof value !== typeof usual) throw new LabProblem(`${name} of ${fault.id} must be a ${typeof usual}.`);
  if (typeof value === "number") checkNumber(fault, name, value);
  return value;
};

/** A text that looks like a number, as an EtherType may, comes as one from the command line. */
const checkedText = (fault: Fault, name: string, value: Value): string => {
  const text = String(value);
  const allowed = textsOf(fault, name);
  if (allowed.includes(text)) return text;
  const named = allowed.map((each) => (each === "" ? "empty text" : each)).join(", ");
  throw new LabProblem(`${name} of ${fault.id} cannot be ${text}; it can be: ${named}.`);
};

const textsOf = ({ parameters, variants = {}, choices = {} }: Fault, name: string): readonly string[] => {
  const used = [parameters, ...Object.values(variants)].map((each) => each[name]).filter((each) => typeof each === "string");
  return [...new Set([...used, ...(choices[name] ?? [])])];
};

const checkNumber = ({ id, limits = {} }: Fault, name: string, value: number): void => {
  const [least, most] = limits[name] ?? [0, Number.MAX_VALUE];
  if (value >= least && value <= most) return;
  const range = limits[name] === undefined ? "of at least 0" : `from ${least} to ${most}`;
  throw new LabProblem(`${name} of ${id} must be a number ${range}, and is ${value}.`);
};
