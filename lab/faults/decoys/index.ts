import type { Fault } from "../fault.ts";
import { backlogNoise } from "./backlog-noise.ts";
import { busyDaemon } from "./busy-daemon.ts";
import { closedPort } from "./closed-port.ts";
import { deadPeer } from "./dead-peer.ts";
import { emulatedCard } from "./emulated-card.ts";
import { foreignFrames } from "./foreign-frames.ts";
import { icmpRateLimit } from "./icmp-rate-limit.ts";
import { localDf } from "./local-df.ts";
import { namesTcpBlocked } from "./names-tcp-blocked.ts";
import { nearlyFullTable } from "./nearly-full-table.ts";
import { offloadChecksums } from "./offload-checksums.ts";
import { oldDrops } from "./old-drops.ts";
import { oldKernelLines } from "./old-kernel-lines.ts";
import { otherTrafficFiltered } from "./other-traffic-filtered.ts";
import { otherTrafficShaped } from "./other-traffic-shaped.ts";
import * as pairs from "./pairs.ts";
import { spoiltDatagrams } from "./spoilt-datagrams.ts";
import { squeezeNoise } from "./squeeze-noise.ts";
import { timeWaitCrowd } from "./time-wait-crowd.ts";
import { unknownFrames } from "./unknown-frames.ts";
import { unrelatedDown } from "./unrelated-down.ts";

export const DECOYS: readonly Fault[] = [
  backlogNoise,
  squeezeNoise,
  oldDrops,
  oldKernelLines,
  localDf,
  offloadChecksums,
  emulatedCard,
  foreignFrames,
  closedPort,
  busyDaemon,
  unknownFrames,
  otherTrafficFiltered,
  otherTrafficShaped,
  namesTcpBlocked,
  nearlyFullTable,
  deadPeer,
  timeWaitCrowd,
  unrelatedDown,
  spoiltDatagrams,
  icmpRateLimit,
  ...Object.values(pairs),
];
