import type { Fault } from "../fault.ts";

export const BALANCERS_FAULTS: readonly Fault[] = [];
