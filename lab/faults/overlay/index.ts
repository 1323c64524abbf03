import type { Fault } from "../fault.ts";
import { greOverhead, vxlanOverhead } from "./black-hole.ts";
import { bridgeOverhead } from "./bridge-overhead.ts";
import { tunnelFragmentation } from "./fragmented.ts";
import { overlayHealthy } from "./healthy.ts";
import { ipv6Healthy, ipv6Overhead } from "./ipv6-overhead.ts";
import { underlayMtu } from "./underlay-mtu.ts";
import { userspaceOverhead } from "./userspace-overhead.ts";

export const OVERLAY_FAULTS: readonly Fault[] = [
  overlayHealthy,
  tunnelFragmentation,
  greOverhead,
  vxlanOverhead,
  userspaceOverhead,
  bridgeOverhead,
  ipv6Overhead,
  ipv6Healthy,
  underlayMtu,
];
