import { hostOf } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { moveBack, moveFar } from "../../means/far.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { watchStream } from "../../measure/streams.ts";
import { ALPHA, BETA, switchPort, transferBetween } from "../../topologies/flat.ts";
import { numberOf, type Fault } from "../fault.ts";

const SLOW_MBIT = 80;

/** Of what was sent again, so much had arrived: nothing was lost. The word of the rest comes too late to be counted, or twice. */
const HAD_ARRIVED = 0.3;

/** As a bond that sends packets by turns over lines of different lengths: the later ones overtake, and nothing is lost. */
export const reordering: Fault = {
  id: "reordering",
  kind: "fault",
  topology: "pair",
  about: "Some of what alpha sends takes a longer leg of the way than the rest, which overtakes it.",
  story: "Since the second line to the other site was added, copies are slower than over the one. Ping loses nothing.",
  groundTruth: { causes: [{ id: "reordering" }] },
  parameters: { delayMs: 10, longerMs: 60, oneOf: 20 },
  limits: { delayMs: [5, 60], longerMs: [10, 200], oneOf: [3, 50] },
  variants: { often: { oneOf: 5 }, "much-longer": { longerMs: 120 } },
  asks: [transferBetween(ALPHA, BETA, BACKUP_PORT)],
  inject: async (lab, parameters) => {
    const owner = reordering.id;
    const [delayMs, longerMs, oneOf] = [numberOf(parameters, "delayMs"), numberOf(parameters, "longerMs"), numberOf(parameters, "oneOf")];
    await moveFar(lab, { owner, port: switchPort("alpha"), delayMs, leg: { longerMs, oneOf } });
    await startBackup(lab, { owner, from: hostOf(lab, "alpha"), to: hostOf(lab, "beta") });
  },
  heal: (lab) => moveBack(lab, switchPort("alpha")).then(() => undefined),
  check: async (lab) => {
    const alpha = hostOf(lab, "alpha");
    const { result, change } = await around(
      () => protocolCounters(alpha),
      () => watchStream(alpha, BACKUP_PORT, 1_500),
    );
    const had = (change["TcpExtTCPDSACKRecv"] ?? 0) + (change["TcpExtTCPDSACKOfoRecv"] ?? 0);
    const again = change["TcpRetransSegs"] ?? 0;
    const told = `alpha sent ${again} segments again, and was told of ${had} that they had arrived`;
    if (result === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${BACKUP_PORT}; ${told}` };
    return {
      symptom: result.mbitPerSecond < SLOW_MBIT,
      mechanism: had > HAD_ARRIVED * again,
      saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s; ${told}`,
    };
  },
};
