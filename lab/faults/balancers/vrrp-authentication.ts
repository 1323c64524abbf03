import { hostOf } from "../../hosts/lab.ts";
import { describeRouters, observeRouters, type RouterWindow } from "../../measure/router-window.ts";
import { CONFIGURATION_FILE, type Router } from "../../topologies/balancers/configuration.ts";
import { textOf, type Fault } from "../fault.ts";
import { configure, routerOf, untilBackupSends, untilSettled } from "./settled.ts";

/** Each says in its log what it refuses. The password travels in clear, so a capture shows both; but two masters who refuse each other put each other off, and one of them may be silent for seconds. */
export const vrrpAuthentication: Fault = {
  id: "vrrp-authentication",
  kind: "fault",
  topology: "balancers",
  about: "One balancer's password for adverts is not the other's: each refuses what the other sends.",
  story: "Since the passwords were changed, both balancers have the virtual address. Clients end up on one or the other.",
  groundTruth: (parameters) => ({
    causes: [{ id: "vrrpAuthMismatch", host: textOf(parameters, "router"), object: `auth_pass in ${CONFIGURATION_FILE}` }],
  }),
  parameters: { router: "lb2", password: "k33p52" },
  variants: { master: { router: "lb1" }, none: { password: "" } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await configure(lab, routerOf(parameters), { password: textOf(parameters, "password") });
    await untilBackupSends(lab);
  },
  heal: async (lab, parameters) => {
    await configure(lab, routerOf(parameters));
    await untilSettled(lab);
  },
  check: async (lab) => {
    const passwordOf = async (router: Router) =>
      /auth_pass (\S+)/.exec(await hostOf(lab, router).must(["cat", CONFIGURATION_FILE]))?.[1] ?? "none";
    const [window, ofLb1, ofLb2] = await Promise.all([observeRouters(lab), passwordOf("lb1"), passwordOf("lb2")]);
    const refusals = refused(window, "lb1") + refused(window, "lb2");
    return {
      symptom: window.troubled,
      mechanism: refusals > 0 && ofLb1 !== ofLb2,
      saw: `${describeRouters(window)}; password of lb1 ${ofLb1}, of lb2 ${ofLb2}; adverts refused for it ${refusals}`,
    };
  },
};

const refused = (window: RouterWindow, router: Router): number =>
  window.said[router].match(/received an invalid passwd|received a \d auth, expecting \d/g)?.length ?? 0;
