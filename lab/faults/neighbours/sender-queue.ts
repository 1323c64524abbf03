import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { shape, unshape } from "../../means/shaper.ts";
import { around } from "../../measure/counters.ts";
import { readCounters } from "../../measure/pair-counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { stream } from "../../measure/stream.ts";
import { program } from "../../programs/program.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";

const KBIT = 2_000;
const FRAME_BYTES = 1_514;
const PORT = 5_140;
const EVERY_MS = 4;
/** Ethernet, IPv4 and UDP, which the shaper counts. */
const HEADER_BYTES = 42;
/** At that pace, weeks. */
const ENDLESS = 1_000_000_000;

/**
 * The other side of queue-drop: the sender's own queue refuses. Ping is told, waits and sends again, so it shows a round trip that
 * jumps and loses nothing; a program that sends datagrams is not told, and its datagrams are missing at the other end.
 */
export const senderQueue: Fault = {
  id: "sender-queue",
  kind: "fault",
  topology: "pair",
  about: "A shaper on alpha's way out gets more than its rate; its short queue is full, and datagrams are dropped on alpha itself.",
  story: "Voice from alpha to beta is chopped up since alpha also ships its logs. Pings are slow at times, but none is lost.",
  groundTruth: { causes: [{ id: "qdiscDrop", host: "alpha", object: "eth1 tbf" }] },
  parameters: { loadPercent: 140, queuedFrames: 10 },
  variants: { slight: { loadPercent: 105 }, short: { queuedFrames: 3 } },
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await shape(alpha, { kbitPerSecond: KBIT, queuedBytes: numberOf(parameters, "queuedFrames") * FRAME_BYTES });
    const reader = program("reader.ts", beta.dataAddress, PORT, 200_000, 0);
    await startProcess(lab, { owner: senderQueue.id, name: "log-collector", on: beta, argv: reader });
    const bytes = Math.round((KBIT * EVERY_MS * numberOf(parameters, "loadPercent")) / 100 / 8) - HEADER_BYTES;
    const shipper = pythonProgram("datagrams-out.py", beta.dataAddress, PORT, ENDLESS, EVERY_MS, bytes);
    await startProcess(lab, { owner: senderQueue.id, name: "log-shipper", on: alpha, argv: shipper });
  },
  heal: async (lab) => {
    await unshape(hostOf(lab, "alpha"));
  },
  check,
};

async function check(lab: Lab): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const read = async () => ({ ...(await protocolCounters(alpha)), ...(await readCounters(lab)) });
  const { result, change } = await around(read, () => stream({ from: alpha, to: beta, count: 200, intervalMs: 11, bytes: 400 }));
  const [dropped, told] = [change["alpha.qdiscDropped"] ?? 0, change["UdpSndbufErrors"] ?? 0];
  return {
    symptom: result.lost > 0,
    mechanism: dropped >= result.lost && told >= result.lost && result.lost > 0,
    saw: `${result.lost} of ${result.sent} datagrams lost; alpha's shaper dropped +${dropped}, UdpSndbufErrors +${told}`,
  };
}
