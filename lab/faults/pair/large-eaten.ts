import { hostOf, type Lab } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { describeReach, reach } from "../../measure/reach.ts";
import { DATA_INTERFACE } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";

/** An IPv4 packet of the usual MTU. */
const LARGE = 1_500 - 28;

/** Both ends have the same MTU, and sizes end below it: as if a switch's port between them were the small one. */
export const largeEaten: Fault = {
  id: "large-eaten",
  kind: "fault",
  topology: "pair",
  about:
    "A program at an interface of beta (XDP) drops packets of 1,280 bytes and more before any capture there sees them, and counts nothing.",
  story:
    "Copies to beta hang since an agent of a security product was rolled out; logging in works. Both ends have the MTU they always had.",
  groundTruth: { causes: [{ id: "packetProgram", host: "beta", object: DATA_INTERFACE }] },
  parameters: {},
  inject: (lab) => eatFrames(lab, { owner: largeEaten.id, on: hostOf(lab, "beta"), device: DATA_INTERFACE, what: ["large"] }),
  heal: () => Promise.resolve(),
  check: async (lab: Lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const small = await reach(alpha, beta.dataAddress);
    const large = await reach(alpha, beta.dataAddress, LARGE);
    const attached = await hasProgram(beta, DATA_INTERFACE);
    return {
      symptom: small.answered === small.sent && large.answered === 0,
      mechanism: attached,
      saw: `small: ${describeReach(small)}; 1,500 bytes: ${describeReach(large)}; ${attached ? "a" : "no"} program at ${DATA_INTERFACE} of beta`,
    };
  },
};
