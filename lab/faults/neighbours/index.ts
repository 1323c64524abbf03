import type { Fault } from "../fault.ts";
import { arpUnresolved } from "./arp-unresolved.ts";
import { bufferbloat } from "./bufferbloat.ts";
import { duplicateAddress } from "./duplicate-address.ts";
import { ipsecPolicy } from "./ipsec-policy.ts";
import { lengthRule } from "./length-rule.ts";
import { lossElsewhereBack } from "./loss-elsewhere-back.ts";
import { mtuMismatch } from "./mtu-mismatch.ts";
import { neighbourOverflow } from "./neighbour-overflow.ts";
import { randomDrop } from "./random-drop.ts";
import { routeMissing } from "./route-missing.ts";
import { routeWrong } from "./route-wrong.ts";
import { rpFilter } from "./rp-filter.ts";
import { segmentsDropped } from "./segments-dropped.ts";
import { segmentsEaten } from "./segments-eaten.ts";
import { senderQueue } from "./sender-queue.ts";
import { trioHealthy } from "./trio-healthy.ts";

export const NEIGHBOURS_FAULTS: readonly Fault[] = [
  trioHealthy,
  neighbourOverflow,
  arpUnresolved,
  duplicateAddress,
  routeMissing,
  routeWrong,
  mtuMismatch,
  rpFilter,
  randomDrop,
  lossElsewhereBack,
  senderQueue,
  segmentsDropped,
  segmentsEaten,
  bufferbloat,
  ipsecPolicy,
  lengthRule,
];
