import { hostOf, type Lab } from "../../hosts/lab.ts";
import { BACKUP_PORT, startBackup } from "../../means/backup.ts";
import { shape, shapeByClass, unshape } from "../../means/shaper.ts";
import { around } from "../../measure/counters.ts";
import { shaperCounters } from "../../measure/queues.ts";
import { watchStream } from "../../measure/streams.ts";
import { ALPHA, BETA, transferBetween } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const SLOW_MBIT = 80;
/** A connection keeps its share of its own host's queue short (TCP small queues): with this much room nothing is ever dropped. */
const ROOM_BYTES = 1_000_000;
const ROOM_PACKETS = 1_000;

/** A shaper on the sender's own way out. What it holds back waits in the connection's buffer, and next to nothing in the shaper. */
export const shaperRate: Fault = {
  id: "shaper-rate",
  kind: "fault",
  topology: "pair",
  about: "A shaper on alpha's way out holds its transfers at some Mbit/s, and drops nothing.",
  story: "Copies from alpha are as slow as over the old line, which was replaced in spring. Nothing is lost.",
  groundTruth: (parameters) => ({
    causes: [{ id: "shaperRate", host: "alpha", object: `eth1 ${textOf(parameters, "shaper")}` }],
    // Whoever asks after a delay, and not after a rate, finds the same shaper: other packets wait behind the transfer.
    contributing: [{ id: "bufferbloat", host: "alpha", object: `eth1 ${textOf(parameters, "shaper")}` }],
  }),
  parameters: { shaper: "tbf", kbitPerSecond: 20_000 },
  limits: { kbitPerSecond: [500, 70_000] },
  variants: { class: { shaper: "htb" }, slow: { kbitPerSecond: 2_000 }, "class-mild": { shaper: "htb", kbitPerSecond: 50_000 } },
  asks: [transferBetween(ALPHA, BETA, BACKUP_PORT)],
  inject: async (lab, parameters) => {
    const [from, to] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const kbitPerSecond = numberOf(parameters, "kbitPerSecond");
    if (textOf(parameters, "shaper") === "tbf") await shape(from, { kbitPerSecond, queuedBytes: ROOM_BYTES });
    else await shapeByClass(from, { kbitPerSecond, packets: ROOM_PACKETS });
    await startBackup(lab, { owner: shaperRate.id, from, to });
  },
  heal: async (lab) => {
    await unshape(hostOf(lab, "alpha"));
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const alpha = hostOf(lab, "alpha");
  const { result, change } = await around(
    () => shaperCounters(alpha, alpha.dataInterface),
    () => watchStream(alpha, BACKUP_PORT, 1_500),
  );
  const [held = 0, dropped = 0] = [change["overlimits"], change["drops"]];
  const shaped = `the disciplines of alpha held back ${held} times and dropped ${dropped}`;
  if (result === null) return { symptom: false, mechanism: false, saw: `nothing is sent to port ${BACKUP_PORT}; ${shaped}` };
  return {
    symptom: result.mbitPerSecond < SLOW_MBIT,
    mechanism: held > 10 && dropped === 0 && result.mbitPerSecond < 1.2 * (numberOf(parameters, "kbitPerSecond") / 1_000),
    saw: `${result.mbitPerSecond.toFixed(1)} Mbit/s, round trip ${result.roundTripMs.toFixed(1)} ms; ${shaped}; ${result.retransmitted} bytes sent again`,
  };
}
