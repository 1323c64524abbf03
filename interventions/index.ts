import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { linkMtu, queueLength, receiveRing, sourceCheck } from "./interface.ts";
import { transmitChecksum, tunnelSegmentation } from "./offload.ts";
import { queueLimit } from "./queue.ts";
import { passAdverts, passConnection, passEcho } from "./rule.ts";
import { cpuQuota } from "./service.ts";
import { backlogLength, conntrackChecksum, conntrackSize, listenQueue, neighbourLimit, windowTracking } from "./sysctl.ts";

/** Everything that Culprit may ever change on a host, and only after a person approved it: the whole list. */
export const interventions: Readonly<Record<string, InterventionSpec>> = Object.fromEntries(
  [
    backlogLength,
    conntrackChecksum,
    conntrackSize,
    cpuQuota,
    linkMtu,
    listenQueue,
    neighbourLimit,
    passAdverts,
    passConnection,
    passEcho,
    queueLength,
    queueLimit,
    receiveRing,
    sourceCheck,
    transmitChecksum,
    tunnelSegmentation,
    windowTracking,
  ].map((spec) => [spec.id, spec]),
);
