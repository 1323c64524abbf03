import { inWindow, SHORT_WINDOW } from "../../measure/window.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { ensureUsualBacklog } from "../pair/backlog-overflow.ts";
import { CROWD_LIMITS, raiseCrowd } from "../../means/crowd.ts";
import { twoCpus } from "../../means/cpus.ts";
import { numberOf, type Fault } from "../fault.ts";

const BUDGET = "/proc/sys/net/core/netdev_budget";

/**
 * With a budget of 64 packets, one full poll of the backlog uses it up. The budget starts anew after every poll of a single
 * device, so at the default of 300 only several busy devices together, or slow ones, are ever squeezed.
 * 600 copies per advert stay below the backlog of 1,000.
 */
export const squeezeNoise: Fault = {
  id: "squeeze-noise",
  kind: "decoy",
  topology: "pair",
  about: "Soft interrupts use up their budget many times a second, and nothing is lost.",
  story: "A dashboard shows time_squeeze rising on beta, and somebody wants the budget raised.",
  groundTruth: { causes: [] },
  parameters: { relays: 20, leaves: 30, advertsPerSecond: 10, budget: 64 },
  // The default of the kernel is 300; a budget of a few packets would stall the machine's own traffic.
  limits: { ...CROWD_LIMITS, budget: [16, 300] },
  inject: async (lab, parameters) => {
    const { flooded } = await twoCpus();
    await ensureUsualBacklog(lab, squeezeNoise.id);
    await changeSetting({ directory: lab.directory, fault: squeezeNoise.id }, BUDGET, String(numberOf(parameters, "budget")));
    await raiseCrowd(lab, {
      owner: squeezeNoise.id,
      cpu: flooded,
      relays: numberOf(parameters, "relays"),
      leaves: numberOf(parameters, "leaves"),
      advertsPerSecond: numberOf(parameters, "advertsPerSecond"),
    });
  },
  heal: async () => {},
  check: inWindow(
    ({ sent, lost, change }) => ({
      symptom: lost > 0,
      mechanism: (change["softnetSqueezed"] ?? 0) > 10 && change["beta.rxDropped"] === 0,
      saw: `${lost} of ${sent} lost; squeezed +${change["softnetSqueezed"]}, softnet dropped +${change["softnetDropped"]}`,
    }),
    SHORT_WINDOW,
  ),
};
