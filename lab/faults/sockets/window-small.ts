import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { moveBack, moveFar } from "../../means/far.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { isListening } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { ping } from "../../measure/ping.ts";
import { watchStream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, switchPort, transferBetween } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

const RECEIVE = "net/ipv4/tcp_rmem";
const PORT = 8_730;
/** Below this a backup between two sites is worth a complaint; with a window of its own choice the kernel is several times faster. */
const SLOW_MBIT = 40;
/** A late acknowledgement makes a sender repeat a segment now and then, although nothing was lost. */
const LOSSLESS = 0.02;

/**
 * A sender may have one window of data on the way, so its rate is at most the window divided by the round trip. On a short way a
 * small window is enough; on a long one the sender waits for most of the time, and nothing is lost.
 */
export const windowSmall: Fault = {
  id: "window-small",
  kind: "fault",
  topology: "pair",
  about: "The receiver's window is too small for the long way between the hosts; the sender waits for it.",
  story:
    "Since the backup goes to the other site it is ten times slower. The line is idle, nothing is lost, several backups at once add up.",
  groundTruth: (parameters) => ({ causes: [{ id: "windowTooSmall", host: "beta", object: objectOf(parameters) }] }),
  parameters: { by: "socket", bytes: 32_768, delayMs: 20 },
  variants: { sysctl: { by: "sysctl" }, "farther-away": { bytes: 131_072, delayMs: 60 }, tiny: { bytes: 8_192, delayMs: 10 } },
  asks: [transferBetween(ALPHA, BETA, PORT)],
  inject,
  heal: async (lab) => {
    await putBackOwn(hostOf(lab, "beta"), RECEIVE);
    await moveBack(lab, switchPort("alpha"));
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const [stream, pinged] = await Promise.all([watchStream(alpha, PORT, 1_500), ping({ from: alpha, to: beta.dataAddress, count: 5 })]);
    const way = `ping ${pinged.averageMs} ms, ${pinged.lost} of ${pinged.sent} lost`;
    if (stream === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${PORT}; ${way}` };
    return {
      symptom: stream.mbitPerSecond < SLOW_MBIT,
      mechanism: stream.receiverLimited > 0.5 && stream.retransmitted < LOSSLESS * stream.acknowledged && (pinged.averageMs ?? 0) > 5,
      saw: `${stream.mbitPerSecond.toFixed(1)} Mbit/s; the sender waits for the window ${Math.round(100 * stream.receiverLimited)} % of the time; ${stream.retransmitted} bytes sent again; ${way}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = windowSmall.id;
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const bytes = numberOf(parameters, "bytes");
  const bySocket = textOf(parameters, "by") === "socket";
  await moveFar(lab, { owner, port: switchPort("alpha"), delayMs: numberOf(parameters, "delayMs") });
  if (!bySocket) await setOwn(beta, RECEIVE, `4096 ${bytes} ${bytes}`);
  const store = pythonProgram("store.py", "backup-store", beta.dataAddress, PORT, bySocket ? bytes : 0, 262_144, 0);
  await startProcess(lab, { owner, name: "backup-store", on: beta, argv: store });
  await waitUntil("backup-store listens", () => isListening(beta, PORT));
  await startProcess(lab, { owner, name: "backup", on: alpha, argv: pythonProgram("upload.py", "backup", beta.dataAddress, PORT) });
  await waitUntil("the backup runs", async () => ((await watchStream(alpha, PORT, 200))?.mbitPerSecond ?? 0) > 0);
}

const objectOf = (parameters: Parameters): string =>
  textOf(parameters, "by") === "socket" ? `receive buffer of backup-store, TCP port ${PORT}` : "net.ipv4.tcp_rmem";
