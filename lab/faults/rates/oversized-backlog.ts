import { hostOf, type Lab } from "../../hosts/lab.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { twoCpus } from "../../means/cpus.ts";
import { raiseCrowd } from "../../means/crowd.ts";
import { longestBacklog } from "../../measure/backlog.ts";
import { ping } from "../../measure/ping.ts";
import { roundTripTo, BETA } from "../../topologies/flat.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";
import { restoreSteering, steerPath } from "../pair/backlog-overflow.ts";

const BACKLOG = "/proc/sys/net/core/netdev_max_backlog";
/** Ten times the default: some ten milliseconds of a CPU's work. */
const LONG = 10_000;
/** On average: a quarter of the round trips then takes ten and more, and without it hardly any takes one. */
const SLOW_MS = 3;

/**
 * The multicast bursts of backlog-overflow, where somebody has raised the backlog until nothing was dropped any more: all copies of an advert wait in it, and
 * what arrives for beta waits behind them.
 */
export const oversizedBacklog: Fault = {
  id: "oversized-backlog",
  kind: "fault",
  topology: "pair",
  about:
    "Beta's CPU may keep a hundred times the usual number of packets waiting; bursts fill it, and everything for beta waits behind them.",
  story:
    "Packets to beta used to be lost in bursts. Somebody tuned that away, and since then answers come tens of milliseconds late at times.",
  // A kernel has its backlogs once, and both hosts are of one machine: what is set and what waits is alpha's as well.
  groundTruth: { causes: (["beta", "alpha"] as const).map((host) => ({ id: "oversizedBacklog", host })) },
  parameters: { backlog: 100_000, relays: 160, leaves: 150, advertsPerSecond: 12 },
  limits: { backlog: [20_000, 100_000], relays: [1, 200], leaves: [1, 200], advertsPerSecond: [1, 15] },
  variants: { longer: { leaves: 200 } },
  asks: [roundTripTo(BETA.dataAddress)],
  inject: async (lab, parameters) => {
    const owner = oversizedBacklog.id;
    const { quiet, flooded } = await twoCpus();
    await changeSetting({ directory: lab.directory, fault: owner }, BACKLOG, String(numberOf(parameters, "backlog")));
    await steerPath(lab, { quiet, beta: flooded });
    await raiseCrowd(lab, {
      owner,
      cpu: flooded,
      relays: numberOf(parameters, "relays"),
      leaves: numberOf(parameters, "leaves"),
      advertsPerSecond: numberOf(parameters, "advertsPerSecond"),
    });
  },
  heal: restoreSteering,
  check,
};

async function check(lab: Lab): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const [result, longest] = await Promise.all([
    ping({ from: alpha, to: beta.dataAddress, count: 100, intervalMs: 20, waitSeconds: 2 }),
    longestBacklog(2_500),
  ]);
  return {
    symptom: (result.averageMs ?? 0) > SLOW_MS,
    mechanism: longest > LONG,
    saw: `round trip ${result.averageMs} ms, up to ${result.maxMs}, ${result.lost} of ${result.sent} lost; up to ${longest} packets waited for a CPU`,
  };
}
