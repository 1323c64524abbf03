import type { Fault } from "../fault.ts";
import { blindSoftnet, blindSoftnetTraced } from "./blind-softnet.ts";
import * as firewall from "./firewall.ts";
import * as connections from "./connections.ts";
import { goneWhileWatched } from "./gone-while-watched.ts";
import { CLOUD_BLINDED } from "./cloud.ts";
import { OLD_HOSTS } from "./old-hosts.ts";
import * as others from "./others.ts";
import * as rates from "./rates.ts";

export const BLINDED: readonly Fault[] = [
  blindSoftnet,
  blindSoftnetTraced,
  ...Object.values(firewall),
  ...Object.values(others),
  ...Object.values(connections),
  goneWhileWatched,
  ...CLOUD_BLINDED,
  ...Object.values(rates),
  ...OLD_HOSTS,
];
