import type { Fault } from "../fault.ts";
import { brokenOffload } from "./broken-offload.ts";
import { cpuBound } from "./cpu-bound.ts";
import { crowdedReceiver } from "./crowded-receiver.ts";
import { delayElsewhere } from "./delay-elsewhere.ts";
import { oversizedBacklog } from "./oversized-backlog.ts";
import { reordering } from "./reordering.ts";
import { sendBuffer } from "./send-buffer.ts";
import { shaperRate } from "./shaper-rate.ts";
import { slowSender } from "./slow-sender.ts";

/** What holds transfers down, or delays packets, without losing anything. */
export const RATES_FAULTS: readonly Fault[] = [
  sendBuffer,
  slowSender,
  cpuBound,
  shaperRate,
  delayElsewhere,
  oversizedBacklog,
  reordering,
  brokenOffload,
  crowdedReceiver,
];
