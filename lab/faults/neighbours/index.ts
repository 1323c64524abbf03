import type { Fault } from "../fault.ts";

export const NEIGHBOURS_FAULTS: readonly Fault[] = [];
