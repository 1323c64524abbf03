import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { isListening, otherOf } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { tcpSockets } from "../../measure/sockets.ts";
import { watchStream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, hangingService, transferBetween } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

/** Far below what the pair's link carries, which is several Gbit/s; far above what the slow process reads. */
const SLOW_MBIT = 100;

/**
 * What arrives fills the receive buffer, and the window that the receiver offers shrinks to nothing. The sender then waits, and asks
 * now and then whether there is room. Nothing is lost, and the path is as fast as ever.
 */
export const slowReader: Fault = {
  id: "slow-reader",
  kind: "fault",
  topology: "pair",
  about: "A process reads its TCP connection too slowly; its receive buffer is full and the window it offers closes.",
  story: "Uploads to that host crawl. Nothing is lost, ping is fast, other transfers between the same hosts run at full speed.",
  groundTruth: (parameters) => ({
    causes: [{ id: "slowReader", host: textOf(parameters, "host"), object: `indexer, TCP port ${numberOf(parameters, "port")}` }],
  }),
  parameters: { host: "beta", port: 9_200, atOnce: 65_536, pauseMs: 100 },
  variants: {
    trickle: { pauseMs: 1_000 },
    mild: { atOnce: 262_144, pauseMs: 50 },
    "on-alpha": { host: "alpha", port: 9_300 },
  },
  asks: (parameters) => [
    textOf(parameters, "host") === "beta"
      ? transferBetween(ALPHA, BETA, numberOf(parameters, "port"))
      : transferBetween(BETA, ALPHA, numberOf(parameters, "port")),
    hangingService(textOf(parameters, "host") === "beta" ? "alpha" : "beta", numberOf(parameters, "port")),
  ],
  inject,
  heal: async () => {},
  check: async (lab, parameters) => {
    const { host, port } = placed(lab, parameters);
    const sender = otherOf(lab, host);
    const { result, change } = await around(
      () => protocolCounters(host),
      () => watchStream(sender, port, 1_500),
    );
    if (result === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${port}` };
    const waiting = (await tcpSockets(host, "sport", "=", `:${port}`)).find(({ state }) => state === "ESTAB")?.receiveQueue ?? 0;
    const closed = change["TcpExtTCPToZeroWindowAdv"] ?? 0;
    return {
      symptom: result.mbitPerSecond < SLOW_MBIT,
      mechanism: result.receiverLimited > 0.5 && waiting > numberOf(parameters, "atOnce"),
      saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s; the sender waits for the window ${Math.round(100 * result.receiverLimited)} % of the time; ${waiting} bytes wait to be read on ${host.name}, zero windows +${closed}; ${result.retransmitted} bytes sent again`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = slowReader.id;
  const { host, port } = placed(lab, parameters);
  const sender = otherOf(lab, host);
  const store = pythonProgram(
    "store.py",
    "indexer",
    host.dataAddress,
    port,
    0,
    numberOf(parameters, "atOnce"),
    numberOf(parameters, "pauseMs"),
  );
  await startProcess(lab, { owner, name: "indexer", on: host, argv: store });
  await waitUntil(`indexer listens on ${host.name}`, () => isListening(host, port));
  await startProcess(lab, { owner, name: "uploader", on: sender, argv: pythonProgram("upload.py", "uploader", host.dataAddress, port) });
  await waitUntil("the receive buffer is full", async () => ((await watchStream(sender, port, 100))?.receiverLimited ?? 0) > 0.5);
}

const placed = (lab: Lab, parameters: Parameters) => ({
  host: hostOf(lab, textOf(parameters, "host")),
  port: numberOf(parameters, "port"),
});
