import { hostOf } from "../../hosts/lab.ts";
import { must } from "../../hosts/run.ts";
import { describeRouters, observeRouters } from "../../measure/router-window.ts";
import { switchPort } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";
import { untilBackupSends, untilSettled } from "./settled.ts";
import { afterSpells, startSpells } from "./spells.ts";

const PORT = switchPort("lb1");
const shut = (state: "down" | "up"): string => `ip link set dev ${PORT} ${state}`;
/** One outage begins and ends in it. */
const SECONDS = 11;

/** keepalived sees the carrier go and gives the address up by itself: no process is held, and no advert is lost that was sent. */
export const routerPortFlaps: Fault = {
  id: "router-port-flaps",
  kind: "fault",
  topology: "balancers",
  about: "The switch's port to lb1 goes down for some seconds, again and again.",
  story: "The virtual address moves between the balancers every few seconds since the cables were tidied up.",
  groundTruth: { causes: [{ id: "linkDown", object: `the switch's port to lb1` }] },
  parameters: { seconds: 4, pause: 6 },
  limits: { seconds: [3, 20], pause: [5, 60] },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await startSpells(lab, { owner: routerPortFlaps.id, on: lab.switch, begin: shut("down"), end: shut("up") }, parameters);
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    await must(afterSpells(lab, ["true"]));
    await lab.switch.must(["sh", "-c", shut("up")]);
    await untilSettled(lab);
  },
  check: async (lab) => {
    const lb1 = hostOf(lab, "lb1");
    const changes = async () => Number(await lb1.must(["cat", `/sys/class/net/${lb1.dataInterface}/carrier_changes`]));
    const before = await changes();
    const window = await observeRouters(lab, SECONDS);
    const lost = (await changes()) - before;
    return { symptom: window.troubled, mechanism: lost > 0, saw: `${describeRouters(window)}; carrier changes of lb1 +${lost}` };
  },
};
