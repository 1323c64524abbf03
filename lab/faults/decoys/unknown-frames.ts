import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { probed } from "../../measure/probed.ts";
import { pythonProgram } from "../../programs/python.ts";
import { switchPort } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault } from "../fault.ts";

/**
 * LLDP's EtherType: no protocol of a host without an LLDP daemon takes it, and the core counts it as rx dropped. Sent out of the
 * switch's port to beta, because a bridge does not forward what is addressed to bridges.
 */
export const unknownFrames: Fault = {
  id: "unknown-frames",
  kind: "decoy",
  topology: "pair",
  about: "The switch sends beta frames of a protocol it does not speak; they count as rx dropped, and nothing that matters is lost.",
  story: "rx dropped of beta's interface rises day and night, and somebody wants its receive ring enlarged.",
  groundTruth: { causes: [] },
  parameters: { etherType: "88cc", destination: "01:80:c2:00:00:0e", everyMs: 50 },
  // A switch of Realtek's looks for loops with 8899.
  choices: { etherType: ["8899"] },
  limits: { everyMs: [1, 10_000] },
  variants: { "vendor-loop-probe": { etherType: "9003", destination: "ff:ff:ff:ff:ff:ff", everyMs: 20 } },
  inject: async (lab, parameters) => {
    const [type, destination] = [textOf(parameters, "etherType"), textOf(parameters, "destination")];
    const argv = pythonProgram("frames.py", switchPort("beta"), destination, type, numberOf(parameters, "everyMs"));
    await startProcess(lab, { owner: unknownFrames.id, name: "lldp", on: lab.switch, argv });
  },
  heal: async () => {},
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, () => interfaceCounters(beta, beta.dataInterface));
    const dropped = change["rx_dropped"] ?? 0;
    return { symptom: lost > 0, mechanism: dropped > 5, saw: `${lost} of ${sent} lost; rx dropped beta +${dropped}` };
  },
};
