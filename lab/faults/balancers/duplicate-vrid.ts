import { describeRouters, observeRouters, type RouterWindow } from "../../measure/router-window.ts";
import { VIRTUAL_ROUTER_ID } from "../../topologies/balancers/configuration.ts";
import { numberOf, textOf, type Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";
import { LB3, LB4, removeStrangersFiles, startStranger } from "./strangers.ts";

/** Each of two senders of one id puts the other off; that a second is left out is seen in nearly any window of this length. */
const SECONDS = 8;
/** One and a half intervals: an advert is missing. */
const LATE = 1.6;

const ANOTHER_PAIR = { priority: 200, address: "192.0.2.200" } as const;

/**
 * keepalived compares the addresses in an advert with its own and refuses these. But whatever comes in puts off its own next
 * advert by a second: routers of one id take turns, and a backup that misses its master for four seconds takes over.
 */
export const duplicateVrid: Fault = {
  id: "duplicate-vrid",
  kind: "fault",
  topology: "balancers",
  about: "Another pair on the network uses the same virtual router id for another address; the adverts of both come late.",
  story: "Since other teams have put balancers on this network, the virtual address moves to the backup and back now and then.",
  groundTruth: ({ pairs }) => ({
    causes: [{ id: "duplicateVrid", object: pairs === 2 ? `the routers ${LB3.address} and ${LB4.address}` : `the router ${LB3.address}` }],
  }),
  parameters: { pairs: 2, password: "k33p51" },
  variants: { one: { pairs: 1 }, "without-password": { password: "" } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    const instance = { ...ANOTHER_PAIR, password: textOf(parameters, "password") };
    await startStranger(lab, duplicateVrid.id, { ...LB3, instance });
    if (numberOf(parameters, "pairs") === 2) {
      await startStranger(lab, duplicateVrid.id, { ...LB4, instance: { ...instance, address: "192.0.2.201" } });
    }
  },
  heal: async (lab) => {
    await removeStrangersFiles(lab);
    await untilSettled(lab);
  },
  check: async (lab) => {
    const window = await observeRouters(lab, SECONDS);
    const strangers = strangersIn(window);
    const refusals = (window.said.lb1 + window.said.lb2).match(/not present in MASTER advert|received a \d auth, expecting \d/g) ?? [];
    return {
      symptom: window.troubled || window.silenceAtReceiver > LATE,
      mechanism: strangers.length > 0 && refusals.length > 0 && window.sent - window.arrived <= 1,
      saw: `${describeRouters(window)}; strangers that send adverts: ${strangers.join(", ") || "none"}; refusals logged ${refusals.length}`,
    };
  },
};

/** With the pair's address too, as a copy of one of them: nothing is refused, and the highest priority wins. */
export const clonedRouter: Fault = {
  id: "cloned-router",
  kind: "fault",
  topology: "balancers",
  about: "A third router on the network has the pair's whole configuration and a higher priority: it takes the virtual address.",
  story: "Out of nothing, nobody reaches the service any more. Both balancers are up, and neither has the virtual address.",
  groundTruth: { causes: [{ id: "duplicateVrid", object: `the router ${LB3.address}` }] },
  parameters: { priority: 200 },
  variants: { owner: { priority: 255 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await startStranger(lab, clonedRouter.id, { ...LB3, instance: { priority: numberOf(parameters, "priority") } });
  },
  heal: async (lab) => {
    await removeStrangersFiles(lab);
    await untilSettled(lab);
  },
  check: async (lab) => {
    const window = await observeRouters(lab);
    const strangers = strangersIn(window);
    return {
      symptom: window.troubled,
      mechanism: strangers.length > 0 && window.holders.length === 0 && window.sent === 0,
      saw: `${describeRouters(window)}; strangers that send adverts: ${strangers.join(", ") || "none"}`,
    };
  },
};

const strangersIn = ({ strangers }: RouterWindow): readonly string[] => {
  const same = strangers.filter((advert) => advert.virtualRouterId === VIRTUAL_ROUTER_ID);
  return [...new Set(same.map(({ source, priority }) => `${source} with priority ${priority}`))];
};
