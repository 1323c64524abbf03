import { hostOf, type Lab } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { cpuTime } from "../../measure/cpu-time.ts";
import { around } from "../../measure/counters.ts";
import { watchStream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, transferBetween } from "../../topologies/flat.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";

const SLOW_MBIT = 80;
const WATCHED_MS = 1_500;

/** The connection has nothing to send: its program waits for something else before each block. It uses next to no CPU time meanwhile. */
export const slowSender: Fault = {
  id: "slow-sender",
  kind: "fault",
  topology: "pair",
  about: "The program that sends waits for something else before each block; its connection has nothing to send for most of the time.",
  story: "The backup from alpha takes all night since the upgrade. The network is blamed: its link is nearly idle, and nothing is lost.",
  groundTruth: { causes: [{ id: "slowSender", host: "alpha", object: `backup, TCP port ${BACKUP_PORT}` }] },
  parameters: { pauseMs: 20 },
  limits: { pauseMs: [8, 1_000] },
  variants: { trickle: { pauseMs: 200 }, mild: { pauseMs: 10 } },
  asks: [transferBetween(ALPHA, BETA, BACKUP_PORT)],
  inject: async (lab, parameters) => {
    const [from, to] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const sender = pythonProgram("upload.py", "backup", to.dataAddress, BACKUP_PORT, 0, numberOf(parameters, "pauseMs"));
    await startBackup(lab, { owner: slowSender.id, from, to, sender });
  },
  heal: async () => {},
  check,
};

async function check(lab: Lab): Promise<SelfCheck> {
  const alpha = hostOf(lab, "alpha");
  const since = performance.now();
  const { result, change } = await around(
    () => cpuTime(alpha, "backup"),
    () => watchStream(alpha, BACKUP_PORT, WATCHED_MS),
  );
  const seconds = (performance.now() - since) / 1_000;
  if (result === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${BACKUP_PORT}` };
  const used = (change["backup"] ?? 0) / seconds;
  return {
    symptom: result.mbitPerSecond < SLOW_MBIT,
    mechanism: result.busy < 0.5 && used < 0.5,
    saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s; it had something to send for ${Math.round(100 * result.busy)} % of the time; backup used ${Math.round(100 * used)} % of a CPU; ${result.retransmitted} bytes sent again`,
  };
}
