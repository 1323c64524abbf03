import { hostOf } from "../../hosts/lab.ts";
import { must } from "../../hosts/run.ts";
import { describeRouters, observeRouters } from "../../measure/router-window.ts";
import { START_KEEPALIVED } from "../../topologies/balancers/services.ts";
import type { Fault } from "../fault.ts";
import { untilBackupSends, untilSettled } from "./settled.ts";
import { afterSpells, startSpells } from "./spells.ts";

const PID_FILE = "/run/keepalived.pid";
/** The kernel's own answer: a file may be left behind by a process that is gone. */
const RUNS = `[ -e ${PID_FILE} ] && kill -0 $(cat ${PID_FILE}) 2>/dev/null`;
/** Longer than one round. */
const SECONDS = 9;

/** A daemon that ends as it should says so to its partner, which takes over at once; started again it listens for 3.6 s first. */
export const routerRestarted: Fault = {
  id: "router-restarted",
  kind: "fault",
  topology: "balancers",
  about: "A watchdog on lb1 ends keepalived and starts it anew every few seconds.",
  story: "Since the new monitoring agent is on lb1, the virtual address moves to lb2 and back all the time.",
  groundTruth: { causes: [{ id: "daemonRestarted", host: "lb1", object: "keepalived" }] },
  parameters: { seconds: 1, pause: 6.5 },
  limits: { seconds: [1, 20], pause: [5, 60] },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await startSpells(lab, { owner: routerRestarted.id, begin: `kill $(cat ${PID_FILE})`, end: START_KEEPALIVED }, parameters);
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    await must(afterSpells(lab, ["true"]));
    await hostOf(lab, "lb1").must(["sh", "-c", `${RUNS} || { ${START_KEEPALIVED} }`]);
    await untilSettled(lab);
  },
  check: async (lab) => {
    const window = await observeRouters(lab, SECONDS);
    const starts = window.said.lb1.split("Starting VRRP child process").length - 1;
    return {
      symptom: window.troubled,
      mechanism: starts > 0,
      saw: `${describeRouters(window)}; keepalived on lb1 was started ${starts} times`,
    };
  },
};
