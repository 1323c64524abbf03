import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { cpuTime } from "../../measure/cpu-time.ts";
import { probed } from "../../measure/probed.ts";
import { pythonProgram } from "../../programs/python.ts";
import type { Fault } from "../fault.ts";

const NAME = "report-builder";

/** Niced, as such jobs are: whoever else wants the CPU gets it first. */
export const busyDaemon: Fault = {
  id: "busy-daemon",
  kind: "decoy",
  topology: "pair",
  about: "A batch job on beta uses all the CPU time nobody else wants; the network does not notice.",
  story: "top on beta shows a process at 100 %, and somebody says that this is why packets are lost.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async (lab) => {
    const argv = ["nice", "-n", "15", ...pythonProgram("busy.py", NAME)];
    await startProcess(lab, { owner: busyDaemon.id, name: NAME, on: hostOf(lab, "beta"), argv });
  },
  heal: async () => {},
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, () => cpuTime(beta, NAME));
    const seconds = change[NAME] ?? 0;
    return {
      symptom: lost > 0,
      // Niced, it gets what the others leave, which on a busy machine is little.
      mechanism: seconds > 0.1,
      saw: `${lost} of ${sent} lost; ${NAME} on beta used ${seconds.toFixed(2)} s of CPU time`,
    };
  },
};
