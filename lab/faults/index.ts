import { backlogNoise } from "./backlog-noise.ts";
import { backlogOverflow } from "./backlog-overflow.ts";
import { blindSoftnet } from "./blind-softnet.ts";
import { conntrackFull } from "./conntrack-full.ts";
import type { Fault } from "./fault.ts";
import { firewallDrop, firewallDropUncounted } from "./firewall-drop.ts";
import { flowLimit } from "./flow-limit.ts";
import { healthy } from "./healthy.ts";
import { lossElsewhere } from "./loss-elsewhere.ts";
import { oldDrops } from "./old-drops.ts";
import { queueDrop } from "./queue-drop.ts";
import { squeezeNoise } from "./squeeze-noise.ts";
import { udpBuffer } from "./udp-buffer.ts";

export const FAULTS: readonly Fault[] = [
  healthy,
  backlogOverflow,
  firewallDrop,
  firewallDropUncounted,
  queueDrop,
  conntrackFull,
  flowLimit,
  udpBuffer,
  lossElsewhere,
  blindSoftnet,
  backlogNoise,
  squeezeNoise,
  oldDrops,
];
