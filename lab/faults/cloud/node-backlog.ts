import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { CROWD_LIMITS, raiseCrowd } from "../../means/crowd.ts";
import { pin, steer, steerAll, twoCpus } from "../../means/cpus.ts";
import { around } from "../../measure/counters.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { UNDERLAY, UNDERLAY_ADDRESS, UNDERLAY_INTERFACE } from "../../topologies/overlay/names.ts";
import { numberOf, type Fault } from "../fault.ts";
import { ensureUsualBacklog } from "../pair/backlog-overflow.ts";
import { reach } from "./reach.ts";

const NODE = "cmp2";
const ON_THE_WAY = ["vma1", "cmp1", UNDERLAY, NODE, "vma2"];
const COUNT = 200;

/**
 * backlog-overflow where a tunnel ends: what arrives at the compute node's underlay interface waits for the CPU that the crowd's bursts flood, and is
 * refused before any capture there sees it. The rest of the way uses the other CPU.
 */
export const nodeBacklog: Fault = {
  id: "node-backlog",
  kind: "fault",
  topology: "overlay",
  about: "Multicast bursts overflow the backlog of the CPU that takes a compute node's packets from the underlay.",
  story:
    "A guest loses every tenth packet since many routers were moved to its compute node. The switches between the nodes count no drops.",
  groundTruth: { causes: [{ id: "backlogOverflow", host: NODE }] },
  parameters: { relays: 120, leaves: 40, advertsPerSecond: 30 },
  limits: CROWD_LIMITS,
  // What the guests lose, the nodes lose as well: between them it can be told.
  asks: [{ runbook: "small-packet-loss", roles: { sender: ["cmp1"], receiver: [NODE] }, inputs: { target: UNDERLAY_ADDRESS[NODE] } }],
  inject: async (lab, parameters) => {
    await ensureUsualBacklog(lab, nodeBacklog.id);
    const { quiet, flooded } = await twoCpus();
    await Promise.all(ON_THE_WAY.map((name) => steerAll(placeOf(lab, name), quiet)));
    await Promise.all(["vma1", "cmp1", NODE, "vma2"].map((name) => pin(hostOf(lab, name), quiet)));
    await steer(placeOf(lab, NODE), UNDERLAY_INTERFACE, flooded);
    await raiseCrowd(lab, {
      owner: nodeBacklog.id,
      cpu: flooded,
      relays: numberOf(parameters, "relays"),
      leaves: numberOf(parameters, "leaves"),
      advertsPerSecond: numberOf(parameters, "advertsPerSecond"),
    });
  },
  heal: async (lab) => {
    await Promise.all(ON_THE_WAY.map((name) => steerAll(placeOf(lab, name), null)));
    await Promise.all(["vma1", "cmp1", NODE, "vma2"].map((name) => pin(hostOf(lab, name), null)));
  },
  check: async (lab: Lab) => {
    const { result, change } = await around(
      () => interfaceCounters(placeOf(lab, NODE), UNDERLAY_INTERFACE),
      () => reach(lab, { from: "vma1", to: "vma2" }, { count: COUNT, intervalMs: 10 }),
    );
    const dropped = change["rx_dropped"] ?? 0;
    return {
      symptom: result.lost > COUNT / 100,
      mechanism: dropped > 0 && Math.abs(dropped - result.lost) <= Math.max(2, 0.2 * result.lost),
      saw: `${result.lost} of ${result.sent} pings from vma1 to vma2 lost; rx dropped of ${UNDERLAY_INTERFACE} on ${NODE} +${dropped}`,
    };
  },
};
