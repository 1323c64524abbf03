import type { Fault } from "../fault.ts";
import { backlogNoise } from "./backlog-noise.ts";
import { oldDrops } from "./old-drops.ts";
import { squeezeNoise } from "./squeeze-noise.ts";

export const DECOYS: readonly Fault[] = [backlogNoise, squeezeNoise, oldDrops];
