import { inWindow, type Window } from "../../measure/window.ts";
import { readFile } from "node:fs/promises";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { switchPort } from "../../topologies/flat.ts";
import { CROWD_LIMITS, raiseCrowd } from "../../means/crowd.ts";
import { pin, steer, twoCpus } from "../../means/cpus.ts";
import { numberOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const BACKLOG = "/proc/sys/net/core/netdev_max_backlog";
/** The kernel's default, which 3,000 copies of an advert overflow. */
const USUAL_BACKLOG = 1_000;

/**
 * Beta's data interface is steered to one CPU; the crowd's multicast bursts fill that CPU's backlog for about 2 ms each, and
 * what arrives for beta in that time is refused and counted as rx dropped on beta's interface. Alpha, the switch and the
 * way back use the other CPU, whose backlog stays short. softnet_stat is the machine's, so both hosts show the drops there.
 */
export const backlogOverflow: Fault = {
  id: "backlog-overflow",
  kind: "fault",
  topology: "pair",
  about: "Multicast bursts overflow the backlog of the CPU that takes beta's packets.",
  story:
    "Since the routers were swapped for a VRRP pair, a fraction of a percent of the packets to beta is lost. Links and switches are clean.",
  groundTruth: { causes: [{ id: "backlogOverflow", host: "beta" }] },
  parameters: { relays: 100, leaves: 30, advertsPerSecond: 5 },
  limits: CROWD_LIMITS,
  inject: async (lab, parameters) => {
    await ensureUsualBacklog(lab, backlogOverflow.id);
    await overflowBacklog(lab, parameters, backlogOverflow.id);
  },
  heal: restoreSteering,
  // Five short bursts a second: in the usual window they sometimes meet two probes only.
  check: inWindow(judge, { count: 2_000, intervalMs: 2, floods: true }),
};

function judge({ lost, lossPercent, sent, change }: Window): SelfCheck {
  const dropped = change["beta.rxDropped"] ?? 0;
  const matches = Math.abs(dropped - lost) <= Math.max(2, 0.2 * lost);
  return {
    symptom: lost > 0,
    mechanism: dropped > 0 && matches && (change["softnetDropped"] ?? 0) > 0 && change["alpha.rxDropped"] === 0,
    saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); rx dropped beta +${dropped}, alpha +${change["alpha.rxDropped"]}; softnet dropped +${change["softnetDropped"]}`,
  };
}

/** Changes the machine only where it was tuned: at the default nothing is written. */
export const ensureUsualBacklog = async (lab: Lab, fault: string): Promise<void> => {
  if (Number(await readFile(BACKLOG, "utf8")) === USUAL_BACKLOG) return;
  await changeSetting({ directory: lab.directory, fault }, BACKLOG, String(USUAL_BACKLOG));
};

/** The owner is the fault whose heal undoes it. */
export async function overflowBacklog(lab: Lab, parameters: Parameters, owner: string): Promise<void> {
  const { quiet, flooded } = await twoCpus();
  await steerPath(lab, { quiet, beta: flooded });
  await raiseCrowd(lab, {
    owner,
    cpu: flooded,
    relays: numberOf(parameters, "relays"),
    leaves: numberOf(parameters, "leaves"),
    advertsPerSecond: numberOf(parameters, "advertsPerSecond"),
  });
}

/** Everything on the way to one CPU, except what beta receives. */
export const steerPath = async (lab: Lab, cpus: { readonly quiet: number; readonly beta: number }): Promise<void> => {
  const alpha = hostOf(lab, "alpha");
  await Promise.all([
    pin(alpha, cpus.quiet),
    steer(alpha, alpha.dataInterface, cpus.quiet),
    ...lab.hosts.map((host) => steer(lab.switch, switchPort(host.name), cpus.quiet)),
    steer(hostOf(lab, "beta"), hostOf(lab, "beta").dataInterface, cpus.beta),
  ]);
};

export async function restoreSteering(lab: Lab): Promise<void> {
  const alpha = hostOf(lab, "alpha");
  await Promise.all([
    pin(alpha, null),
    steer(alpha, alpha.dataInterface, null),
    ...lab.hosts.map((host) => steer(lab.switch, switchPort(host.name), null)),
    steer(hostOf(lab, "beta"), hostOf(lab, "beta").dataInterface, null),
  ]);
}
