import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { describeRouters, observeRouters } from "../../measure/router-window.ts";
import { CONFIGURATION_FILE } from "../../topologies/balancers/configuration.ts";
import { numberOf, type Fault } from "../fault.ts";
import { configure, untilBackupSends, untilSettled } from "./settled.ts";

/** Long enough for a backup to take over. */
const OUTAGE_MS = 4_500;

export const vrrpPriority: Fault = {
  id: "vrrp-priority",
  kind: "fault",
  topology: "balancers",
  about: "lb1's priority is not above lb2's: after any interruption lb2 stays the master.",
  story: "Since last night's maintenance the virtual address is on the weaker balancer, and does not come back.",
  groundTruth: { causes: [{ id: "vrrpPriorityWrong", host: "lb1", object: `priority in ${CONFIGURATION_FILE}` }] },
  parameters: { priority: 90 },
  variants: { same: { priority: 100 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await configure(lab, "lb1", { priority: numberOf(parameters, "priority") });
    await interrupt(lab);
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    await hostOf(lab, "lb1").must(["sh", "-c", "kill -CONT $(cat /run/vrrp.pid)"]);
    await configure(lab, "lb1");
    await untilSettled(lab);
  },
  check: async (lab) => {
    const [window, text] = await Promise.all([observeRouters(lab), hostOf(lab, "lb1").must(["cat", CONFIGURATION_FILE])]);
    const configured = Number(/^\s*priority (\d+)$/m.exec(text)?.[1]);
    const advertised = window.ofBackup.map((advert) => advert.priority);
    return {
      symptom: window.troubled,
      mechanism: window.holders.join() === "lb2" && window.sent === 0 && advertised.every((priority) => priority >= configured),
      saw: `${describeRouters(window)}; priority configured on lb1 ${configured}, in adverts of lb2 ${[...new Set(advertised)].join(", ") || "none"}`,
    };
  },
};

/** As a restart of lb1 would: a router of the same priority does not take the address from one that has it. */
const interrupt = async (lab: Lab): Promise<void> => {
  const signal = (name: string) => hostOf(lab, "lb1").must(["sh", "-c", `kill -${name} $(cat /run/vrrp.pid)`]);
  await signal("STOP");
  await sleep(OUTAGE_MS);
  await signal("CONT");
};
