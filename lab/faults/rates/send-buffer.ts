import { hostOf, type Lab } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { moveBack, moveFar } from "../../means/far.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { waitUntil } from "../../means/wait.ts";
import { ping } from "../../measure/ping.ts";
import { watchStream, type Stream } from "../../measure/streams.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, switchPort, transferBetween } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";

const SEND = "net/ipv4/tcp_wmem";
/** Below this a backup between two sites is worth a complaint; with a buffer of its own choice the kernel is several times faster. */
const SLOW_MBIT = 40;
/** A late acknowledgement makes a sender repeat a segment now and then, although nothing was lost. */
const LOSSLESS = 0.02;

/** The other end's window-small: what is on the way stays in the sender's buffer until it is acknowledged, so the buffer is the most that is. */
export const sendBuffer: Fault = {
  id: "send-buffer",
  kind: "fault",
  topology: "pair",
  about: "The sender's buffer is too small for the long way between the hosts; its program waits until there is room.",
  story: "Copies to the other site crawl from this one host. From its neighbours they are fast, the line is idle, nothing is lost.",
  // Whether its program or the system says so, it is the buffer of this connection.
  groundTruth: { causes: [{ id: "sendBufferTooSmall", host: "alpha", object: `backup, TCP port ${BACKUP_PORT}` }] },
  parameters: { by: "socket", bytes: 32_768, delayMs: 20 },
  limits: { bytes: [4_096, 1_048_576], delayMs: [5, 100] },
  variants: { sysctl: { by: "sysctl" }, "farther-away": { bytes: 131_072, delayMs: 60 }, near: { bytes: 16_384, delayMs: 15 } },
  asks: [transferBetween(ALPHA, BETA, BACKUP_PORT)],
  inject,
  heal: async (lab) => {
    await putBackOwn(hostOf(lab, "alpha"), SEND);
    await moveBack(lab, switchPort("alpha"));
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const [stream, pinged] = await Promise.all([
      watchStream(alpha, BACKUP_PORT, 1_500),
      ping({ from: alpha, to: beta.dataAddress, count: 5 }),
    ]);
    // Between two acknowledgements it may be empty for a moment.
    const looks = [stream, ...(stream === null || isFull(stream) ? [] : [await watchStream(alpha, BACKUP_PORT, 100)])];
    const way = `ping ${pinged.averageMs} ms, ${pinged.lost} of ${pinged.sent} lost`;
    if (stream === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${BACKUP_PORT}; ${way}` };
    return {
      symptom: stream.mbitPerSecond < SLOW_MBIT,
      mechanism:
        looks.some((look) => look !== null && isFull(look)) &&
        stream.retransmitted < LOSSLESS * stream.acknowledged &&
        (pinged.averageMs ?? 0) > 5,
      saw: `${stream.mbitPerSecond.toFixed(1)} Mbit/s; ${stream.sendQueue} bytes in a send buffer of ${stream.sendBuffer}, ${stream.notSent} of them not sent yet; the kernel counts ${Math.round(100 * stream.bufferLimited)} % of the time for it; ${stream.retransmitted} bytes sent again; ${way}`,
    };
  },
};

/** The kernel counts a full buffer only in the middle of a write; one that is full between two writes holds nothing that was not sent. */
const isFull = ({ bufferLimited, sendQueue, sendBuffer, notSent }: Stream): boolean =>
  bufferLimited > 0.5 || (notSent === 0 && sendQueue > 0.5 * sendBuffer);

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = sendBuffer.id;
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const bytes = numberOf(parameters, "bytes");
  const bySocket = textOf(parameters, "by") === "socket";
  await moveFar(lab, { owner, port: switchPort("alpha"), delayMs: numberOf(parameters, "delayMs") });
  if (!bySocket) await setOwn(alpha, SEND, `4096 ${bytes} ${bytes}`);
  const sender = pythonProgram("upload.py", "backup", beta.dataAddress, BACKUP_PORT, bySocket ? bytes : 0);
  await startBackup(lab, { owner, from: alpha, to: beta, sender });
  // While the connection begins, its kernel lets far more than the buffer on the way for moments.
  const isHeld = async (): Promise<boolean> => {
    const stream = await watchStream(alpha, BACKUP_PORT, 1_000);
    return stream !== null && isFull(stream) && stream.mbitPerSecond < SLOW_MBIT;
  };
  await waitUntil("the buffer is what holds it", isHeld, 15_000);
}
