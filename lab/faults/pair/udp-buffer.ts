import { inWindow } from "../../measure/window.ts";
import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { numberOf, type Fault } from "../fault.ts";
import { program } from "../../programs/program.ts";

const PORT = 9_125;

export interface Overload {
  readonly owner: string;
  readonly datagramsPerSecond: number;
}

/** A reader on beta that looks at its small socket buffer ten times a second, and a sender on alpha that does not wait for it. */
export const overloadReader = async (lab: Lab, { owner, datagramsPerSecond }: Overload): Promise<void> => {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  await startProcess(lab, { owner, name: "reader", on: beta, argv: program("reader.ts", beta.dataAddress, PORT, 4_608, 100) });
  const burst = Math.ceil(datagramsPerSecond / 10);
  await startProcess(lab, { owner, name: "telemetry", on: alpha, argv: program("datagrams.ts", beta.dataAddress, PORT, burst, 900, 100) });
};

export const udpBuffer: Fault = {
  id: "udp-buffer",
  kind: "fault",
  topology: "pair",
  about: "A program on beta reads its UDP socket too slowly; its receive buffer overflows.",
  story: "Telemetry from alpha arrives on beta with gaps. Ping between them is clean.",
  groundTruth: { causes: [{ id: "socketBufferOverflow", host: "beta", object: `UDP port ${PORT}` }] },
  parameters: { datagramsPerSecond: 200 },
  inject: (lab, parameters) => overloadReader(lab, { owner: udpBuffer.id, datagramsPerSecond: numberOf(parameters, "datagramsPerSecond") }),
  heal: async () => {},
  check: inWindow(({ sent, lost, change }) => {
    const refused = change["beta.udpRcvbufErrors"] ?? 0;
    return {
      symptom: refused > 0 && lost === 0,
      mechanism: refused > 0 && change["alpha.udpRcvbufErrors"] === 0,
      saw: `${lost} of ${sent} pings lost; UDP receive buffer errors beta +${refused}, read ${change["beta.udpInDatagrams"]}`,
    };
  }),
};
