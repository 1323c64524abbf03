import type { Runbook } from "#machines/contract/index.ts";
import latencyUnderLoad from "./latency-under-load/runbook.ts";
import bondOrLacpChurn from "./bond-or-lacp-churn/runbook.ts";
import firstLook from "./first-look/runbook.ts";
import largePacketsVanish from "./large-packets-vanish/runbook.ts";
import oneGuestUnreachable from "./one-guest-unreachable/runbook.ts";
import nameLookupsSlow from "./name-lookups-slow/runbook.ts";
import newConnections from "./new-connections-time-out/runbook.ts";
import responseHangs from "./response-hangs-until-timeout/runbook.ts";
import smallPacketLoss from "./small-packet-loss/runbook.ts";
import throughputBelowLineRate from "./throughput-below-line-rate/runbook.ts";
import virtualIpFlaps from "./virtual-ip-flaps/runbook.ts";

/** Every incident type that Culprit knows, in the order in which they are offered: what is seen most often first, the open question last. */
export const runbooks: readonly Runbook[] = [
  smallPacketLoss,
  largePacketsVanish,
  newConnections,
  responseHangs,
  throughputBelowLineRate,
  latencyUnderLoad,
  oneGuestUnreachable,
  virtualIpFlaps,
  nameLookupsSlow,
  bondOrLacpChurn,
  firstLook,
];

export const runbookById = (id: string): Runbook | undefined => runbooks.find((runbook) => runbook.id === id);
