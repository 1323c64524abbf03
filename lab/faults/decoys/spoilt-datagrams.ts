import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, type Fault } from "../fault.ts";

export const spoiltDatagrams: Fault = {
  id: "spoilt-datagrams",
  kind: "decoy",
  topology: "pair",
  about: "Beta refuses UDP datagrams with a wrong checksum, which a broken device sends to a port that nobody uses.",
  story: "UDP receive errors rise on beta, and somebody wants its socket buffers enlarged.",
  groundTruth: { causes: [] },
  parameters: { everyMs: 20 },
  inject: async (lab, parameters) => {
    const argv = pythonProgram("spoilt-datagrams.py", hostOf(lab, "beta").dataAddress, 7_001, numberOf(parameters, "everyMs"));
    await startProcess(lab, { owner: spoiltDatagrams.id, name: "meter", on: hostOf(lab, "alpha"), argv });
  },
  heal: async () => {},
  check: async (lab) => {
    const { sent, lost, change } = await probed(lab, () => protocolCounters(hostOf(lab, "beta")));
    const [errors, sums, full] = [change["UdpInErrors"] ?? 0, change["UdpInCsumErrors"] ?? 0, change["UdpRcvbufErrors"] ?? 0];
    return {
      symptom: lost > 0 || full > 0,
      mechanism: sums > 20 && errors === sums,
      saw: `${lost} of ${sent} lost; UdpInErrors beta +${errors}, UdpInCsumErrors +${sums}, UdpRcvbufErrors +${full}`,
    };
  },
};
