import { inWindow } from "../../measure/window.ts";
import type { Fault } from "../fault.ts";

/** The control: the same hosts with nothing wrong. Whoever names a cause here is wrong. */
export const healthy: Fault = {
  id: "healthy",
  kind: "healthy",
  topology: "pair",
  about: "Nothing is wrong.",
  story: "Somebody believes that packets to beta are lost.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async () => {},
  heal: async () => {},
  check: inWindow(({ sent, lost, change }) => {
    const quiet = [
      "beta.rxDropped",
      "alpha.rxDropped",
      "beta.ruleDropped",
      "switch.ruleDropped",
      "beta.qdiscDropped",
      "beta.conntrackDrop",
    ];
    const moved = quiet.filter((name) => (change[name] ?? 0) > 0);
    return {
      symptom: lost > 0,
      mechanism: moved.length > 0,
      saw: `${lost} of ${sent} lost; counters that moved: ${moved.join(", ") || "none"}`,
    };
  }),
};
