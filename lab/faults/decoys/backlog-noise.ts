import { inWindow, SHORT_WINDOW } from "../../measure/window.ts";
import { ensureUsualBacklog, restoreSteering, steerPath } from "../pair/backlog-overflow.ts";
import { CROWD_LIMITS, raiseCrowd } from "../../means/crowd.ts";
import { twoCpus } from "../../means/cpus.ts";
import { numberOf, type Fault } from "../fault.ts";

/** Flooded copies that nobody waits for are dropped by the thousand; the path of the probes uses the other CPU. */
export const backlogNoise: Fault = {
  id: "backlog-noise",
  kind: "decoy",
  topology: "pair",
  about: "Softnet drops rise by the thousand, and nothing that anybody waits for is lost.",
  story: "A dashboard shows softnet drops on beta, and somebody blames them for a slow application.",
  groundTruth: { causes: [] },
  parameters: { relays: 100, leaves: 30, advertsPerSecond: 5 },
  limits: CROWD_LIMITS,
  inject: async (lab, parameters) => {
    const { quiet, flooded } = await twoCpus();
    await ensureUsualBacklog(lab, backlogNoise.id);
    await steerPath(lab, { quiet, beta: quiet });
    await raiseCrowd(lab, {
      owner: backlogNoise.id,
      cpu: flooded,
      relays: numberOf(parameters, "relays"),
      leaves: numberOf(parameters, "leaves"),
      advertsPerSecond: numberOf(parameters, "advertsPerSecond"),
    });
  },
  heal: restoreSteering,
  check: inWindow(
    ({ sent, lost, change }) => ({
      symptom: lost > 0,
      mechanism: (change["softnetDropped"] ?? 0) > 1_000 && change["beta.rxDropped"] === 0,
      saw: `${lost} of ${sent} lost; softnet dropped +${change["softnetDropped"]}, rx dropped beta +${change["beta.rxDropped"]}`,
    }),
    { ...SHORT_WINDOW, floods: true },
  ),
};
