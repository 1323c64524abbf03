import { hostOf, type Lab } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { ping } from "../../measure/ping.ts";
import { BETA, DATA_INTERFACE } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";

const COUNT = 320;
/** One of sixteen sequence numbers. */
const SHARE = 1 / 16;

/** Not the queueing discipline, no rule, no counter: captures on beta never see what it drops, as if it had been lost on the way. */
export const echoesEaten: Fault = {
  id: "echoes-eaten",
  kind: "fault",
  topology: "pair",
  about: "A program at an interface of beta (XDP) drops each sixteenth echo before any capture there sees it, and counts nothing.",
  story: "Six of a hundred pings to beta are lost since an agent of a security product was rolled out. Nobody finds a counter that moves.",
  groundTruth: { causes: [{ id: "packetProgram", host: "beta", object: DATA_INTERFACE }] },
  parameters: {},
  inject: (lab) => eatFrames(lab, { owner: echoesEaten.id, on: hostOf(lab, "beta"), device: DATA_INTERFACE, what: ["echoes"] }),
  heal: () => Promise.resolve(),
  check: async (lab: Lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { sent, lost } = await ping({ from: alpha, to: BETA.dataAddress, count: COUNT, intervalMs: 5 });
    const attached = await hasProgram(beta, DATA_INTERFACE);
    return {
      symptom: lost > 0,
      mechanism: attached && Math.abs(lost - SHARE * COUNT) <= 2,
      saw: `${lost} of ${sent} pings lost; ${attached ? "a" : "no"} program at ${DATA_INTERFACE} of beta`,
    };
  },
};
