import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { captureAdverts } from "../../measure/adverts.ts";
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
    const priority = numberOf(parameters, "priority");
    await configure(lab, "lb1", { priority });
    await untilInForce(lab, priority);
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

/** Until lb1 says so, or leaves the address to lb2 because of it: interrupted before, it would return with what it had. */
const untilInForce = async (lab: Lab, priority: number): Promise<void> => {
  const lb1 = hostOf(lab, "lb1");
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { adverts } = await captureAdverts(lb1, lb1.dataInterface, 1.3);
    if (adverts.some((advert) => advert.priority === priority || advert.source !== lb1.dataAddress)) return;
  }
  throw new Error(`lb1 does not send its new priority ${priority}`);
};

/** As a restart of lb1 would: a router of the same priority does not take the address from one that has it. */
const interrupt = async (lab: Lab): Promise<void> => {
  const signal = (name: string) => hostOf(lab, "lb1").must(["sh", "-c", `kill -${name} $(cat /run/vrrp.pid)`]);
  await signal("STOP");
  await sleep(OUTAGE_MS);
  await signal("CONT");
};
