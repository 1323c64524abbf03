import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { shape, shapeByClass, unshape } from "../../means/shaper.ts";
import { around } from "../../measure/counters.ts";
import { readCounters } from "../../measure/pair-counters.ts";
import { ping } from "../../measure/ping.ts";
import { queuedBytes } from "../../measure/queues.ts";
import { waitUntil } from "../../means/wait.ts";
import { program } from "../../programs/program.ts";
import { pythonProgram } from "../../programs/python.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const PORT = 5_150;
const DATAGRAM_BYTES = 1_472;
/** Room for anything that is under way: nothing is ever dropped. */
const ROOM_BYTES = 4_000_000;
const ROOM_PACKETS = 1_000;

/**
 * A transfer has as much under way as its sender's buffer holds, and all of it waits in front of the shaper. It is one of
 * datagrams: a TCP connection keeps its share of its own host's queue short (TCP small queues), and only fills those of others.
 */
export const bufferbloat: Fault = {
  id: "bufferbloat",
  kind: "fault",
  topology: "pair",
  about: "A shaper with a very long queue: a bulk transfer fills it, and everything else waits behind.",
  story: "Whenever the backup runs, everything between alpha and beta becomes slow. Nothing is lost, and the link is not broken.",
  groundTruth: (parameters) => ({
    causes: [
      { id: "bufferbloat", host: textOf(parameters, "host"), object: `eth1 ${textOf(parameters, "shaper") === "tbf" ? "tbf" : "pfifo"}` },
    ],
    // Whoever asks after a rate, and not after a delay, finds the same shaper: what a transfer hears back waits there with the rest.
    contributing: [{ id: "shaperRate", host: textOf(parameters, "host"), object: `eth1 ${textOf(parameters, "shaper")}` }],
  }),
  parameters: { host: "beta", bufferBytes: 200_000, kbitPerSecond: 8_000, shaper: "tbf" },
  variants: { sender: { host: "alpha" }, slight: { bufferBytes: 80_000 }, severe: { kbitPerSecond: 3_000 }, class: { shaper: "htb" } },
  inject: async (lab, parameters) => {
    const { host, peer } = sides(lab, parameters);
    const kbitPerSecond = numberOf(parameters, "kbitPerSecond");
    if (textOf(parameters, "shaper") === "tbf") await shape(host, { kbitPerSecond, queuedBytes: ROOM_BYTES });
    else await shapeByClass(host, { kbitPerSecond, packets: ROOM_PACKETS });
    const owner = bufferbloat.id;
    const store = program("reader.ts", peer.dataAddress, PORT, 200_000, 0);
    await startProcess(lab, { owner, name: "backup-store", on: peer, argv: store });
    const bufferBytes = numberOf(parameters, "bufferBytes");
    const argv = pythonProgram("bulk.py", peer.dataAddress, PORT, bufferBytes, DATAGRAM_BYTES);
    await startProcess(lab, { owner, name: "backup", on: host, argv });
    await waitUntil("the queue is long", async () => (await queuedBytes(host, host.dataInterface)) > bufferBytes / 2);
  },
  heal: async (lab, parameters) => {
    await unshape(sides(lab, parameters).host);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const { host } = sides(lab, parameters);
  const { result, change } = await around(
    () => readCounters(lab),
    () => ping({ from: alpha, to: beta.dataAddress, count: 20, intervalMs: 100, waitSeconds: 2 }),
  );
  const waiting = await queuedBytes(host, host.dataInterface);
  const dropped = change[`${host.name}.qdiscDropped`] ?? 0;
  return {
    symptom: result.lost === 0 && (result.averageMs ?? 0) > 50,
    mechanism: waiting > 40_000 && dropped === 0,
    saw: `round trip ${result.averageMs} ms, ${result.lost} of ${result.sent} lost; ${waiting} bytes wait in ${host.name}'s shaper, which dropped +${dropped}`,
  };
}

const sides = (lab: Lab, parameters: Parameters) => {
  const host = hostOf(lab, textOf(parameters, "host"));
  return { host, peer: hostOf(lab, host.name === "alpha" ? "beta" : "alpha") };
};
