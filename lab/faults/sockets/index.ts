import type { Fault } from "../fault.ts";
import { dnsTimeout } from "./dns-timeout.ts";
import { listenOverflow } from "./listen-overflow.ts";
import { tapQueue } from "./tap-queue.ts";

export const SOCKETS_FAULTS: readonly Fault[] = [listenOverflow, tapQueue, dnsTimeout];
