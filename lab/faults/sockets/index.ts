import type { Fault } from "../fault.ts";

export const SOCKETS_FAULTS: readonly Fault[] = [];
