import { CROWD_LIMITS } from "../../means/crowd.ts";
import { inWindow } from "../../measure/window.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { restoreSteering, overflowBacklog } from "./backlog-overflow.ts";
import { cpuMask, twoCpus } from "../../means/cpus.ts";
import { numberOf, type Fault } from "../fault.ts";

const SYSCTL = "/proc/sys/net/core";

/**
 * 3,000 copies of an advert fill a backlog of 3,200 more than half, never wholly. Above half, the limit of the CPU that
 * enqueues counts flows, and refuses one that makes up more than 64 of the last 128 packets. The probes are the only
 * flow that alpha's CPU sends to the flooded one, so the first 64 that meet such a moment pass, and all later ones are refused.
 *
 * net.core.flow_limit_table_len stays alone: kernels that index the table with hash_32 (seen in 6.18) shift by 32 when it
 * is 1, and write outside of it.
 */
export const flowLimit: Fault = {
  id: "flow-limit",
  kind: "fault",
  topology: "pair",
  about: "The flow limit of the CPU that hands over beta's packets refuses them before the backlog is full.",
  story: "After a tuning guide was applied to beta, a percent of its packets is lost.",
  groundTruth: { causes: [{ id: "flowLimit", host: "beta" }] },
  parameters: { relays: 100, leaves: 30, advertsPerSecond: 28, backlog: 3_200 },
  // Shorter than the default, it would lose what the machine itself receives.
  limits: { ...CROWD_LIMITS, backlog: [1_000, 100_000] },
  inject: async (lab, parameters) => {
    const owner = { directory: lab.directory, fault: flowLimit.id };
    const { quiet } = await twoCpus();
    await changeSetting(owner, `${SYSCTL}/netdev_max_backlog`, String(numberOf(parameters, "backlog")));
    await changeSetting(owner, `${SYSCTL}/flow_limit_cpu_bitmap`, cpuMask(quiet));
    await overflowBacklog(lab, parameters, flowLimit.id);
  },
  heal: restoreSteering,
  check: inWindow(
    ({ sent, lost, lossPercent, change }) => {
      const limited = change["softnetFlowLimited"] ?? 0;
      const dropped = change["beta.rxDropped"] ?? 0;
      const near = (count: number) => count > 0 && Math.abs(count - lost) <= Math.max(2, 0.2 * lost);
      return {
        symptom: lost > 0,
        mechanism: lost > 0 && near(limited) && near(dropped),
        saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); flow limit +${limited}, softnet dropped +${change["softnetDropped"]}, rx dropped beta +${dropped}`,
      };
    },
    { count: 3_500, intervalMs: 4, floods: true },
  ),
};
