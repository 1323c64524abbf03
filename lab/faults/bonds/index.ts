import type { Fault } from "../fault.ts";
import { bondHealthy, bondLegDown, bondLegFlapping, lacpFilterBehind } from "./links.ts";
import {
  bondAggregatorSplit,
  bondPartnerDeaf,
  bondPartnerSilent,
  bondPartnerUnseen,
  bondTwoPartners,
  bondWithoutLacp,
} from "./partners.ts";

export const BONDS_FAULTS: readonly Fault[] = [
  bondHealthy,
  bondPartnerSilent,
  bondPartnerUnseen,
  bondPartnerDeaf,
  bondAggregatorSplit,
  bondTwoPartners,
  bondWithoutLacp,
  bondLegDown,
  bondLegFlapping,
  lacpFilterBehind,
];
