import { hostOf } from "../../hosts/lab.ts";
import { startClients, startService } from "../../means/service.ts";
import { capturedChecksums } from "../../measure/captured-checksums.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { switchPort } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";

const PORT = 8_080;

/**
 * Alpha leaves the checksum to its card, so a capture there sees the packet before it has one. A veth never computes it: the switch's
 * port to beta does here, as a card would, so that a capture on beta shows right ones.
 */
export const offloadChecksums: Fault = {
  id: "offload-checksums",
  kind: "decoy",
  topology: "pair",
  about: "A capture on the sender calls every TCP checksum incorrect, because its card computes them later; they arrive right.",
  story: "Somebody captured on alpha, saw that all checksums of the application's packets are incorrect, and blames the card.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const owner = offloadChecksums.id;
    await lab.switch.must(["ethtool", "-K", switchPort("beta"), "tx", "off"]);
    await startService(lab, { owner, name: "app-server", on: beta, port: PORT });
    await startClients(lab, { owner, name: "app", from: alpha, to: beta, port: PORT, everyMs: 50, burst: 1, patienceMs: 1_000 });
  },
  heal: async (lab) => {
    await lab.switch.must(["ethtool", "-K", switchPort("beta"), "tx", "on"]);
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const filter = `tcp and src host ${alpha.dataAddress} and dst port ${PORT}`;
    const [{ sent, lost, change }, here, there] = await Promise.all([
      probed(lab, () => protocolCounters(beta)),
      capturedChecksums({ on: alpha, dev: alpha.dataInterface, filter, seconds: 1.5 }),
      capturedChecksums({ on: beta, dev: beta.dataInterface, filter, seconds: 1.5 }),
    ]);
    return {
      symptom: lost > 0 || (change["TcpInCsumErrors"] ?? 0) > 0,
      mechanism: here.wrong > 10 && here.right === 0 && there.right > 10 && there.wrong === 0,
      saw: `${lost} of ${sent} lost; incorrect on alpha ${here.wrong} of ${here.wrong + here.right}, on beta ${there.wrong} of ${there.wrong + there.right}; beta refused ${change["TcpInCsumErrors"]}`,
    };
  },
};
