import type { Fault } from "../fault.ts";
import { asymmetricRouting } from "./asymmetric-routing.ts";
import { endHostChecksum } from "./end-host-checksum.ts";
import { finChecksum } from "./fin-checksum.ts";
import { finsEaten } from "./fins-eaten.ts";
import { gatewayConntrackFull } from "./gateway-conntrack-full.ts";
import { gatewayFirewallDrop } from "./gateway-firewall-drop.ts";
import { gatewayHealthy } from "./gateway-healthy.ts";
import { icmpFiltered } from "./icmp-filtered.ts";
import { idleTimeout } from "./idle-timeout.ts";
import { keptAlive } from "./kept-alive.ts";
import { mssClamped } from "./mss-clamped.ts";
import { mssClampMissing } from "./mss-clamp-missing.ts";
import { natPorts } from "./nat-ports.ts";
import { oldTimestamps } from "./old-timestamps.ts";
import { pathMtu } from "./path-mtu.ts";
import { peerNeverCloses } from "./peer-never-closes.ts";
import { reversePathFilter } from "./reverse-path-filter.ts";
import { gatewayRouteMissing } from "./gateway-route-missing.ts";
import { gatewayRouteWrong } from "./gateway-route-wrong.ts";
import { serviceHangs } from "./service-hangs.ts";
import { slowReaderBehind } from "./slow-reader-behind.ts";
import { someFinsDropped } from "./some-fins-dropped.ts";
import { windowTracking } from "./window-tracking.ts";

export const GATEWAY_FAULTS: readonly Fault[] = [
  gatewayHealthy,
  finChecksum,
  endHostChecksum,
  peerNeverCloses,
  keptAlive,
  serviceHangs,
  windowTracking,
  gatewayConntrackFull,
  asymmetricRouting,
  reversePathFilter,
  idleTimeout,
  natPorts,
  oldTimestamps,
  icmpFiltered,
  pathMtu,
  mssClampMissing,
  mssClamped,
  gatewayFirewallDrop,
  someFinsDropped,
  finsEaten,
  slowReaderBehind,
  gatewayRouteMissing,
  gatewayRouteWrong,
];
