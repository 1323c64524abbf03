import { LabProblem } from "../hosts/problem.ts";
import type { Topology } from "../hosts/topology.ts";
import { BALANCERS } from "./balancers/balancers.ts";
import { BONDS } from "./bonds/bonds.ts";
import { PAIR, TRIO } from "./flat.ts";
import { GATEWAY } from "./gateway/gateway.ts";
import { OVERLAY } from "./overlay/index.ts";

export const TOPOLOGIES: readonly Topology[] = [PAIR, TRIO, BALANCERS, BONDS, OVERLAY, GATEWAY];

/** @throws LabProblem when there is none of that name. */
export const topologyOf = (name: string): Topology => {
  const found = TOPOLOGIES.find((each) => each.name === name);
  if (found === undefined)
    throw new LabProblem(`There is no topology ${name}; there are ${TOPOLOGIES.map((each) => each.name).join(", ")}.`);
  return found;
};
