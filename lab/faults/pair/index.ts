import type { Fault } from "../fault.ts";
import { backlogOverflow } from "./backlog-overflow.ts";
import { conntrackFull } from "./conntrack-full.ts";
import { echoesEaten } from "./echoes-eaten.ts";
import { firewallDrop, firewallDropUncounted } from "./firewall-drop.ts";
import { flowLimit } from "./flow-limit.ts";
import { healthy } from "./healthy.ts";
import { largeEaten } from "./large-eaten.ts";
import { lossElsewhere } from "./loss-elsewhere.ts";
import { queueDrop } from "./queue-drop.ts";
import { softirqBudget } from "./softirq-budget.ts";
import { udpBuffer } from "./udp-buffer.ts";

export const PAIR_FAULTS: readonly Fault[] = [
  healthy,
  backlogOverflow,
  firewallDrop,
  firewallDropUncounted,
  queueDrop,
  echoesEaten,
  largeEaten,
  conntrackFull,
  flowLimit,
  softirqBudget,
  udpBuffer,
  lossElsewhere,
];
