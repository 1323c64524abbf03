import type { Fault } from "../fault.ts";
import { blindSoftnet } from "./blind-softnet.ts";

export const BLINDED: readonly Fault[] = [blindSoftnet];
