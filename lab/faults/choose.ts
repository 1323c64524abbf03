import { LabProblem } from "../hosts/problem.ts";
import type { Fault, Parameters } from "./fault.ts";
import { FAULTS } from "./index.ts";
import { checkedParameters } from "./parameters.ts";

/** A fault with all of its parameters settled. */
export interface Chosen {
  readonly fault: Fault;
  readonly parameters: Parameters;
}

/** `id` or `id:variant`, and what is set beyond that. @throws LabProblem naming what there is. */
export const chosen = (name: string, given: Parameters = {}): Chosen => {
  const [id = "", variant] = name.split(":");
  const fault = faultOf(id);
  return { fault, parameters: { ...fault.parameters, ...variantOf(fault, variant), ...checkedParameters(fault, given) } };
};

export const faultOf = (id: string): Fault => {
  const fault = FAULTS.find((each) => each.id === id);
  if (fault === undefined) throw new LabProblem(`There is no fault ${id}. There are: ${FAULTS.map((each) => each.id).join(", ")}.`);
  return fault;
};

/** Every way a fault is made: its id, and id:variant for each variant. */
export const namesOf = ({ id, variants = {} }: Fault): readonly string[] => [
  id,
  ...Object.keys(variants).map((variant) => `${id}:${variant}`),
];

const variantOf = (fault: Fault, variant: string | undefined): Parameters => {
  if (variant === undefined) return {};
  const found = Object.entries(fault.variants ?? {}).find(([name]) => name === variant);
  if (found !== undefined) return checkedParameters(fault, found[1]);
  throw new LabProblem(`${fault.id} has no variant ${variant}; it has: ${Object.keys(fault.variants ?? {}).join(", ") || "none"}.`);
};
