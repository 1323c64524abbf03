import { LabProblem } from "../hosts/problem.ts";
import type { Fault, Parameters } from "./fault.ts";
import { FAULTS } from "./index.ts";

/** A fault with all of its parameters settled. */
export interface Chosen {
  readonly fault: Fault;
  readonly parameters: Parameters;
}

/** `id` or `id:variant`, and what is set beyond that. @throws LabProblem naming what there is. */
export const chosen = (name: string, given: Parameters = {}): Chosen => {
  const [id = "", variant] = name.split(":");
  const fault = faultOf(id);
  return { fault, parameters: { ...fault.parameters, ...variantOf(fault, variant), ...checked(fault, given) } };
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
  const found = fault.variants?.[variant];
  if (found !== undefined) return checked(fault, found);
  throw new LabProblem(`${fault.id} has no variant ${variant}; it has: ${Object.keys(fault.variants ?? {}).join(", ") || "none"}.`);
};

const checked = (fault: Fault, given: Parameters): Parameters => {
  for (const [name, value] of Object.entries(given)) {
    const usual = fault.parameters[name];
    if (usual === undefined) {
      const known = Object.keys(fault.parameters).join(", ") || "none";
      throw new LabProblem(`${fault.id} has no parameter ${name}; it has: ${known}.`);
    }
    if (typeof value !== typeof usual || Number.isNaN(value)) throw new LabProblem(`${name} of ${fault.id} must be a ${typeof usual}.`);
  }
  return given;
};
