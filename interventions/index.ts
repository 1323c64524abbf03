import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { linkMtu, queueLength, receiveRing, sourceCheck } from "./interface.ts";
import { transmitChecksum, tunnelSegmentation } from "./offload.ts";
import { backlogLength, conntrackChecksum, conntrackSize, listenQueue, windowTracking } from "./sysctl.ts";

/** Everything that Culprit may ever change on a host, and only after a person approved it: the whole list. */
export const interventions: Readonly<Record<string, InterventionSpec>> = Object.fromEntries(
  [
    backlogLength,
    conntrackChecksum,
    conntrackSize,
    linkMtu,
    listenQueue,
    queueLength,
    receiveRing,
    sourceCheck,
    transmitChecksum,
    tunnelSegmentation,
    windowTracking,
  ].map((spec) => [spec.id, spec]),
);
