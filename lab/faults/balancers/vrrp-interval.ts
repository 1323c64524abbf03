import { hostOf } from "../../hosts/lab.ts";
import { describeRouters, observeRouters, type RouterWindow } from "../../measure/router-window.ts";
import { CONFIGURATION_FILE, type Router } from "../../topologies/balancers/configuration.ts";
import { numberOf, textOf, type Fault } from "../fault.ts";
import { configure, routerOf, untilBackupSends, untilSettled } from "./settled.ts";

/** Version 2 of the protocol refuses an advert of another interval (RFC 3768 7.1), and keepalived says so in its log. */
export const vrrpInterval: Fault = {
  id: "vrrp-interval",
  kind: "fault",
  topology: "balancers",
  about: "One balancer's interval between adverts is not the other's: each refuses what the other sends.",
  story: "Since somebody made the failover of one balancer slower, both have the virtual address.",
  groundTruth: (parameters) => ({
    causes: [{ id: "advertTimerMismatch", host: textOf(parameters, "router"), object: `advert_int in ${CONFIGURATION_FILE}` }],
  }),
  parameters: { router: "lb2", seconds: 2 },
  variants: { master: { router: "lb1" } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await configure(lab, routerOf(parameters), { interval: numberOf(parameters, "seconds") });
    await untilBackupSends(lab);
  },
  heal: async (lab, parameters) => {
    await configure(lab, routerOf(parameters));
    await untilSettled(lab);
  },
  check: async (lab) => {
    const intervalOf = async (router: Router) =>
      /advert_int (\d+)/.exec(await hostOf(lab, router).must(["cat", CONFIGURATION_FILE]))?.[1] ?? "none";
    const [window, ofLb1, ofLb2] = await Promise.all([observeRouters(lab), intervalOf("lb1"), intervalOf("lb2")]);
    const refusals = refused(window, "lb1") + refused(window, "lb2");
    return {
      symptom: window.troubled,
      mechanism: refusals > 0 && ofLb1 !== ofLb2,
      saw: `${describeRouters(window)}; interval of lb1 ${ofLb1} s, of lb2 ${ofLb2} s; adverts refused for it ${refusals}`,
    };
  },
};

const refused = (window: RouterWindow, router: Router): number =>
  window.said[router].match(/advertisement interval mismatch/gi)?.length ?? 0;
