import { backlogOverflow } from "./backlog-overflow.ts";
import type { Fault } from "./fault.ts";

export const FAULTS: readonly Fault[] = [backlogOverflow];
