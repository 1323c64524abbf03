import { BALANCERS_FAULTS } from "./balancers/index.ts";
import { BLINDED } from "./blinded/index.ts";
import { BONDS_FAULTS } from "./bonds/index.ts";
import { CLOUD_FAULTS } from "./cloud/index.ts";
import { DECOYS } from "./decoys/index.ts";
import type { Fault } from "./fault.ts";
import { GATEWAY_FAULTS } from "./gateway/index.ts";
import { NEIGHBOURS_FAULTS } from "./neighbours/index.ts";
import { OVERLAY_FAULTS } from "./overlay/index.ts";
import { PAIR_FAULTS } from "./pair/index.ts";
import { RATES_FAULTS } from "./rates/index.ts";
import { SOCKETS_FAULTS } from "./sockets/index.ts";

export const FAULTS: readonly Fault[] = [
  ...PAIR_FAULTS,
  ...NEIGHBOURS_FAULTS,
  ...SOCKETS_FAULTS,
  ...RATES_FAULTS,
  ...GATEWAY_FAULTS,
  ...BALANCERS_FAULTS,
  ...BONDS_FAULTS,
  ...OVERLAY_FAULTS,
  ...CLOUD_FAULTS,
  ...BLINDED,
  ...DECOYS,
];
