import { inWindow } from "../../measure/window.ts";
import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { numberOf, type Fault } from "../fault.ts";
import { program } from "../../programs/program.ts";
import { ALPHA, BETA, transferBetween } from "../../topologies/flat.ts";

const FRAME_BYTES = 1_514;
const QUEUED_FRAMES = 10;
const PORT = 5_140;

/**
 * Beta's shaper holds ten full frames. A burst of eleven (one leaves at once) fills it to the last byte, and what beta
 * answers in the 12 ms until the next frame has left finds no room. On the answering side, because a sender whose own
 * queue refuses a probe is told so, and ping then does not count it as sent.
 */
export const queueDrop: Fault = {
  id: "queue-drop",
  kind: "fault",
  topology: "pair",
  about: "A shaper on beta's way out holds too little: bursts fill it and answers are dropped.",
  story: "Since beta also ships its logs over this link, a percent of the probes to it is lost and their round trip jumps now and then.",
  groundTruth: { causes: [{ id: "qdiscDrop", host: "beta", object: "eth1 tbf" }] },
  parameters: { burstsPerSecond: 1.5 },
  limits: { burstsPerSecond: [0.1, 100] },
  asks: [transferBetween(BETA, ALPHA)],
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const limit = String(QUEUED_FRAMES * FRAME_BYTES);
    await beta.must(["tc", "qdisc", "replace", "dev", beta.dataInterface, "root", "tbf", "rate", "1mbit", "burst", "1600", "limit", limit]);
    const everyMs = Math.round(1_000 / numberOf(parameters, "burstsPerSecond"));
    const reader = program("reader.ts", alpha.dataAddress, PORT, 200_000, 0);
    await startProcess(lab, { owner: queueDrop.id, name: "log-collector", on: alpha, argv: reader });
    const shipper = program("datagrams.ts", alpha.dataAddress, PORT, QUEUED_FRAMES + 1, FRAME_BYTES - 42, everyMs);
    await startProcess(lab, { owner: queueDrop.id, name: "log-shipper", on: beta, argv: shipper });
  },
  heal: async (lab) => {
    const beta = hostOf(lab, "beta");
    // Replacing it by the veth's default first: deleting a root that is not there is an error.
    await beta.must(["tc", "qdisc", "replace", "dev", beta.dataInterface, "root", "pfifo"]);
    await beta.must(["tc", "qdisc", "del", "dev", beta.dataInterface, "root"]);
  },
  check: inWindow(({ sent, lost, lossPercent, change }) => {
    const dropped = change["beta.qdiscDropped"] ?? 0;
    return {
      symptom: lost > 0,
      mechanism: dropped > 0 && lost > 0 && Math.abs(dropped - lost) <= Math.max(2, 0.2 * lost),
      saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); beta's shaper +${dropped}`,
    };
  }),
};
