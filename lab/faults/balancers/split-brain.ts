import { describeRouters, inRouterWindow } from "../../measure/router-window.ts";
import { advertsOf } from "../../measure/adverts.ts";
import { hostOf } from "../../hosts/lab.ts";
import { CONFIGURATION_FILE } from "../../topologies/balancers/configuration.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { configure, routerOf, untilBackupSends, untilSettled } from "./settled.ts";

/** Every advert arrives at both; each takes the other's for those of a virtual router that is none of its business. */
export const splitBrain: Fault = {
  id: "split-brain",
  kind: "fault",
  topology: "balancers",
  about: "One balancer's configuration has another virtual router id than the other's: each is the only router of its own pair.",
  story: "Since the balancers were set up anew, both have the virtual address. Clients end up on one or the other.",
  groundTruth: (parameters) => ({
    causes: [{ id: "splitBrain", host: textOf(parameters, "router"), object: `virtual_router_id in ${CONFIGURATION_FILE}` }],
  }),
  parameters: { router: "lb2", virtualRouterId: 52 },
  variants: { master: { router: "lb1" } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await configure(lab, routerOf(parameters), { virtualRouterId: numberOf(parameters, "virtualRouterId") });
    await untilBackupSends(lab);
  },
  heal: async (lab, parameters) => {
    await configure(lab, routerOf(parameters));
    await untilSettled(lab);
  },
  check: async (lab, parameters: Parameters) => {
    const lb2 = hostOf(lab, "lb2").dataAddress;
    const judge = inRouterWindow((window) => {
      const ids = (source: string) => [...new Set(advertsOf(window.captures.lb1, source).map((advert) => advert.virtualRouterId))];
      const [ofLb1, ofLb2] = [ids(hostOf(lab, "lb1").dataAddress), ids(lb2)];
      return {
        symptom: window.troubled,
        mechanism: window.holders.length === 2 && ofLb1.length === 1 && ofLb2.length === 1 && ofLb1[0] !== ofLb2[0],
        saw: `${describeRouters(window)}; virtual router id of lb1 ${ofLb1.join()}, of lb2 ${ofLb2.join()}`,
      };
    });
    return judge(lab, parameters);
  },
};
