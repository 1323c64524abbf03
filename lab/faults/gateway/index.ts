import type { Fault } from "../fault.ts";

export const GATEWAY_FAULTS: readonly Fault[] = [];
