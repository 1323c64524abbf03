import { describeRouters, inRouterWindow } from "../../measure/router-window.ts";
import type { Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";

export const healthyBalancers: Fault = {
  id: "healthy-balancers",
  kind: "healthy",
  topology: "balancers",
  about: "Nothing is wrong with the pair of routers.",
  story: "Somebody believes that the virtual address moves between the balancers at times.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: untilSettled,
  heal: async () => {},
  check: inRouterWindow((window) => ({
    symptom: window.troubled,
    mechanism:
      /timer expired|Entering|invalid|expecting|not present|Changing/.test(window.said.lb1 + window.said.lb2) ||
      Object.values(window.ruleDropped).some((count) => count > 0),
    saw: describeRouters(window),
  })),
};
