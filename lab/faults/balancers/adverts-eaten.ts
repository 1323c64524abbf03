import { hostOf, type Lab } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { describeRouters, observeRouters, SILENCE_LIMIT } from "../../measure/router-window.ts";
import { DATA_INTERFACE } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";
import { untilBackupSends, untilSettled } from "./settled.ts";

/** What adverts-lost is in the switch, on the backup itself and before its capture: what left the master never came, for all that can be seen there. */
export const advertsEaten: Fault = {
  id: "adverts-eaten",
  kind: "fault",
  topology: "balancers",
  about: "A program at an interface of the backup (XDP) drops the adverts before any capture there sees them, and counts nothing.",
  story: "Since lb2 was hardened against floods, both balancers answer for the virtual address. The switch is the one it always was.",
  groundTruth: { causes: [{ id: "packetProgram", host: "lb2", object: DATA_INTERFACE }] },
  parameters: {},
  inject: async (lab) => {
    await untilSettled(lab);
    await eatFrames(lab, { owner: advertsEaten.id, on: hostOf(lab, "lb2"), device: DATA_INTERFACE, what: ["vrrp"] });
    await untilBackupSends(lab);
  },
  heal: untilSettled,
  check: async (lab: Lab) => {
    const window = await observeRouters(lab);
    const attached = await hasProgram(hostOf(lab, "lb2"), DATA_INTERFACE);
    return {
      symptom: window.troubled,
      mechanism: attached && window.silenceAtSender < SILENCE_LIMIT && window.sent > window.arrived,
      saw: `${describeRouters(window)}; ${attached ? "a" : "no"} program at ${DATA_INTERFACE} of lb2`,
    };
  },
};
