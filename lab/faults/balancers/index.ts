import type { Fault } from "../fault.ts";
import { advertsEaten } from "./adverts-eaten.ts";
import { advertsIgnored } from "./adverts-ignored.ts";
import { advertsLost } from "./adverts-lost.ts";
import { advertsNotSent } from "./adverts-not-sent.ts";
import { blockedLogger } from "./blocked-logger.ts";
import { cpuStarvation } from "./cpu-starvation.ts";
import { clonedRouter, duplicateVrid } from "./duplicate-vrid.ts";
import { frozenFileSystem } from "./frozen-file-system.ts";
import { healthyBalancers } from "./healthy.ts";
import { routerPortFlaps } from "./router-port-flaps.ts";
import { routerRestarted } from "./router-restarted.ts";
import { slowDisk } from "./slow-disk.ts";
import { splitBrain } from "./split-brain.ts";
import { stoppedProcess } from "./stopped-process.ts";
import { vrrpAuthentication } from "./vrrp-authentication.ts";
import { vrrpFlapping } from "./vrrp-flapping.ts";
import { vrrpInterval } from "./vrrp-interval.ts";
import { vrrpPriority } from "./vrrp-priority.ts";

export const BALANCERS_FAULTS: readonly Fault[] = [
  healthyBalancers,
  blockedLogger,
  slowDisk,
  frozenFileSystem,
  stoppedProcess,
  cpuStarvation,
  advertsLost,
  advertsEaten,
  advertsIgnored,
  advertsNotSent,
  splitBrain,
  duplicateVrid,
  clonedRouter,
  vrrpAuthentication,
  vrrpInterval,
  vrrpPriority,
  vrrpFlapping,
  routerRestarted,
  routerPortFlaps,
];
