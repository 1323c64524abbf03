import { CROWD_LIMITS } from "../../means/crowd.ts";
import { inWindow, SHORT_WINDOW } from "../../measure/window.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { removeExtras } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { restoreSettings } from "../../hosts/setting.ts";
import { ensureUsualBacklog, overflowBacklog, restoreSteering } from "../pair/backlog-overflow.ts";
import type { Fault } from "../fault.ts";
import { overloadReader } from "../pair/udp-buffer.ts";

/** The counters stay as they are: nothing in the kernel sets them back while the interface lives. */
export const oldDrops: Fault = {
  id: "old-drops",
  kind: "decoy",
  lasting: true,
  topology: "pair",
  about: "Beta's drop counters are high from an incident that is over; they do not move any more.",
  story: "Somebody looks at beta for the first time and finds drops on its interface and in softnet.",
  groundTruth: { causes: [] },
  parameters: { relays: 100, leaves: 30, advertsPerSecond: 60 },
  limits: CROWD_LIMITS,
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await ensureUsualBacklog(lab, oldDrops.id);
    await overflowBacklog(lab, parameters, oldDrops.id);
    await overloadReader(lab, { owner: oldDrops.id, datagramsPerSecond: 1_000 });
    await alpha.exec(["ping", "-n", "-q", "-i", "0.001", "-c", "800", "-W", "1", beta.dataAddress]);
    await removeExtras(lab, oldDrops.id);
    await restoreSteering(lab);
    await restoreSettings(lab.directory, oldDrops.id);
    // The last adverts are still on their way when their sender ends.
    await sleep(50);
  },
  heal: restoreSteering,
  check: inWindow(
    ({ sent, lost, change, after }) => ({
      symptom: lost > 0,
      mechanism: (after["beta.rxDropped"] ?? 0) > 0 && change["beta.rxDropped"] === 0 && change["beta.udpRcvbufErrors"] === 0,
      saw: `${lost} of ${sent} lost; rx dropped beta ${after["beta.rxDropped"]} (+${change["beta.rxDropped"]}), UDP buffer errors ${after["beta.udpRcvbufErrors"]} (+${change["beta.udpRcvbufErrors"]})`,
    }),
    SHORT_WINDOW,
  ),
};
