import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { probed } from "../../measure/probed.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { program } from "../../programs/program.ts";
import { numberOf, type Fault } from "../fault.ts";

/** Each is dropped with the reason NO_SOCKET, as the answer to an ordinary ping is too. */
export const closedPort: Fault = {
  id: "closed-port",
  kind: "decoy",
  topology: "pair",
  about: "A forgotten agent on alpha goes on sending to a UDP port of beta on which nobody listens any more.",
  story: "A graph shows hundreds of UDP errors a second on beta, and somebody connects them with a slow application.",
  groundTruth: { causes: [] },
  parameters: { datagramsPerSecond: 500 },
  variants: { rare: { datagramsPerSecond: 100 } },
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const burst = Math.ceil(numberOf(parameters, "datagramsPerSecond") / 50);
    await startProcess(lab, {
      owner: closedPort.id,
      name: "agent",
      on: alpha,
      argv: program("datagrams.ts", beta.dataAddress, 8_125, burst, 120, 20),
    });
  },
  heal: async () => {},
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, () => protocolCounters(beta));
    const [ports, full] = [change["UdpNoPorts"] ?? 0, change["UdpRcvbufErrors"] ?? 0];
    return {
      symptom: lost > 0 || full > 0,
      mechanism: ports > 40,
      saw: `${lost} of ${sent} lost; UdpNoPorts beta +${ports}, UdpRcvbufErrors +${full}`,
    };
  },
};
