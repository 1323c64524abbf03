import { hostOf, type Lab } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { CROWD_LIMITS } from "../../means/crowd.ts";
import { moveBack, moveFar } from "../../means/far.ts";
import { waitUntil } from "../../means/wait.ts";
import { around } from "../../measure/counters.ts";
import { readCounters } from "../../measure/pair-counters.ts";
import { watchStream } from "../../measure/streams.ts";
import { ALPHA, BETA, switchPort, transferBetween } from "../../topologies/flat.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";
import { ensureUsualBacklog, overflowBacklog, restoreSteering } from "../pair/backlog-overflow.ts";

const SLOW_MBIT = 80;
/** Once it is slow, a burst may meet none of its packets. */
const WINDOW_MS = 4_000;
const ASK = transferBetween(ALPHA, BETA, BACKUP_PORT);

/** What backlog-overflow is to small packets: over a long way each burst costs a transfer half of its window, and there are several a second. */
export const crowdedReceiver: Fault = {
  id: "crowded-receiver",
  kind: "fault",
  topology: "pair",
  about: "Multicast bursts overflow the backlog of beta's CPU, and a transfer over a long way halves its window for each.",
  story: "Copies to the other site were fast until the routers there were swapped for a VRRP pair. Now they crawl, and ping is fine.",
  groundTruth: { causes: [{ id: "backlogOverflow", host: "beta" }] },
  parameters: { relays: 100, leaves: 30, advertsPerSecond: 20, delayMs: 20 },
  limits: { ...CROWD_LIMITS, delayMs: [10, 60] },
  variants: { often: { advertsPerSecond: 40 } },
  asks: [{ ...ASK, inputs: { ...ASK.inputs, seconds: "4" } }],
  inject: async (lab, parameters) => {
    const owner = crowdedReceiver.id;
    await ensureUsualBacklog(lab, owner);
    await moveFar(lab, { owner, port: switchPort("alpha"), delayMs: numberOf(parameters, "delayMs") });
    await overflowBacklog(lab, parameters, owner);
    await startBackup(lab, { owner, from: hostOf(lab, "alpha"), to: hostOf(lab, "beta") });
    // It begins with all that the line carries; some bursts later it is down.
    const isDown = async (): Promise<boolean> =>
      ((await watchStream(hostOf(lab, "alpha"), BACKUP_PORT, 1_500))?.mbitPerSecond ?? SLOW_MBIT) < SLOW_MBIT / 2;
    await waitUntil("the bursts have slowed it down", isDown, 30_000);
  },
  heal: async (lab) => {
    await restoreSteering(lab);
    await moveBack(lab, switchPort("alpha"));
  },
  check,
};

async function check(lab: Lab): Promise<SelfCheck> {
  const { result, change } = await around(
    () => readCounters(lab),
    () => watchStream(hostOf(lab, "alpha"), BACKUP_PORT, WINDOW_MS),
  );
  const dropped = `rx dropped beta +${change["beta.rxDropped"]}; softnet dropped +${change["softnetDropped"]}`;
  if (result === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${BACKUP_PORT}; ${dropped}` };
  return {
    symptom: result.mbitPerSecond < SLOW_MBIT,
    mechanism: (change["beta.rxDropped"] ?? 0) > 0 && (change["softnetDropped"] ?? 0) > 0 && result.retransmitted > 0,
    saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s, ${result.retransmitted} bytes sent again; ${dropped}`,
  };
}
