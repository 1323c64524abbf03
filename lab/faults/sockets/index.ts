import type { Fault } from "../fault.ts";
import { closeWait } from "./close-wait.ts";
import { dnsTimeout, namesHealthy } from "./dns-timeout.ts";
import { lateNames } from "./late-names.ts";
import { listenOverflow } from "./listen-overflow.ts";
import { namesBehindQueue } from "./names-behind-queue.ts";
import { namesFiltered } from "./names-filtered.ts";
import { namesFragmented } from "./names-fragmented.ts";
import { namesLost } from "./names-lost.ts";
import { namesDetour } from "./names-detour.ts";
import { queriesEaten } from "./queries-eaten.ts";
import { portsExhausted } from "./ports-exhausted.ts";
import { resetByRule } from "./reset-by-rule.ts";
import { serviceDown } from "./service-down.ts";
import { slowReader } from "./slow-reader.ts";
import { somaxconnCap } from "./somaxconn-cap.ts";
import { spinningDaemon } from "./spinning-daemon.ts";
import { synsDropped } from "./syns-dropped.ts";
import { synFlood } from "./syn-flood.ts";
import { tapQueue } from "./tap-queue.ts";
import { tcpFallback } from "./tcp-fallback.ts";
import { windowCapped } from "./window-capped.ts";
import { windowSmall } from "./window-small.ts";

export const SOCKETS_FAULTS: readonly Fault[] = [
  listenOverflow,
  somaxconnCap,
  serviceDown,
  resetByRule,
  synFlood,
  synsDropped,
  closeWait,
  portsExhausted,
  slowReader,
  windowSmall,
  tapQueue,
  dnsTimeout,
  namesHealthy,
  lateNames,
  tcpFallback,
  namesDetour,
  spinningDaemon,
  windowCapped,
  namesBehindQueue,
  namesFiltered,
  namesFragmented,
  namesLost,
  queriesEaten,
];
