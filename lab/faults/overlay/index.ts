import type { Fault } from "../fault.ts";

export const OVERLAY_FAULTS: readonly Fault[] = [];
