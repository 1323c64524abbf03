import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { around } from "../../measure/counters.ts";
import { cpuTime } from "../../measure/cpu-time.ts";
import { watchStream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, transferBetween } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const SLOW_MBIT = 80;
const WATCHED_MS = 1_500;
/** Of a CPU. The rest is the scheduler's. */
const WHOLE = 0.85;
/** It shall have its CPU also where much else runs: a program that gets a share of one is another story. */
const NICE = "-20";

const NAMES = { alpha: "backup", beta: "backup-store" } as const;

/** One thread encrypts, or decrypts, everything that it sends or reads: a second connection would be as fast again on another CPU. */
export const cpuBound: Fault = {
  id: "cpu-bound",
  kind: "fault",
  topology: "pair",
  about: "The program at one end of the connection needs a whole CPU for what it does with each block, and cannot go faster.",
  story: "Since the copies are encrypted, each of them stops at some Mbit/s, whatever the line. Several at once add up.",
  groundTruth: (parameters) => ({
    causes: [{ id: "cpuBound", host: endOf(parameters), object: NAMES[endOf(parameters)] }],
    // The consequence, not why: nothing to send on one end, what is not read in time on the other.
    contributing: [
      {
        id: endOf(parameters) === "beta" ? "slowReader" : "slowSender",
        host: endOf(parameters),
        object: `${NAMES[endOf(parameters)]}, TCP port ${BACKUP_PORT}`,
      },
    ],
  }),
  parameters: { end: "alpha", cpuMs: 20 },
  limits: { cpuMs: [8, 1_000] },
  variants: { heavy: { cpuMs: 100 }, reader: { end: "beta" } },
  asks: [transferBetween(ALPHA, BETA, BACKUP_PORT)],
  inject,
  heal: async () => {},
  check,
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const [from, to] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const end = endOf(parameters);
  const task = end === "alpha" ? "send" : "read";
  const toil = pythonProgram("toil.py", NAMES[end], task, to.dataAddress, BACKUP_PORT, numberOf(parameters, "cpuMs"), NICE);
  await startBackup(lab, { owner: cpuBound.id, from, to, ...(end === "alpha" ? { sender: toil } : { store: toil }) });
}

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const end = endOf(parameters);
  const host: LabHost = hostOf(lab, end);
  const since = performance.now();
  const { result, change } = await around(
    () => cpuTime(host, NAMES[end]),
    () => watchStream(hostOf(lab, "alpha"), BACKUP_PORT, WATCHED_MS),
  );
  const seconds = (performance.now() - since) / 1_000;
  if (result === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${BACKUP_PORT}` };
  const used = (change[NAMES[end]] ?? 0) / seconds;
  return {
    symptom: result.mbitPerSecond < SLOW_MBIT,
    mechanism: used > WHOLE,
    saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s; ${NAMES[end]} on ${end} used ${Math.round(100 * used)} % of a CPU; the connection had something to send for ${Math.round(100 * result.busy)} % of the time`,
  };
}

const endOf = (parameters: Parameters): "alpha" | "beta" => (textOf(parameters, "end") === "beta" ? "beta" : "alpha");
