import { hostOf } from "../../hosts/lab.ts";
import { describeRouters, observeRouters } from "../../measure/router-window.ts";
import { CONFIGURATION_FILE } from "../../topologies/balancers/configuration.ts";
import type { Fault } from "../fault.ts";
import { configure, untilBackupSends, untilSettled } from "./settled.ts";

const SCRIPT = "/etc/keepalived/chk_web";

/** A check as shaky as one with too tight a time limit: it fails for four of every eight seconds. */
const SHAKY = "#!/bin/sh\n[ $(( $(date +%s) % 8 )) -lt 4 ]\n";

/** Each has the address for some of the eight seconds: lb1 for five. */
const SECONDS = 7;

/** lb1 without the check has 90, less than lb2's 100. */
const TRACKED = { priority: 90, track: { script: SCRIPT, weight: 60 } } as const;

export const vrrpFlapping: Fault = {
  id: "vrrp-flapping",
  kind: "fault",
  topology: "balancers",
  about: "A check on lb1 that fails at times is worth more than lb1's priority is above lb2's: each time, the master changes.",
  story: "The virtual address moves to lb2 and back every few seconds. Both balancers and the network between them are idle.",
  groundTruth: { causes: [{ id: "vrrpPriorityWrong", host: "lb1", object: `weight of chk_web in ${CONFIGURATION_FILE}` }] },
  parameters: {},
  inject: async (lab) => {
    await untilSettled(lab);
    await hostOf(lab, "lb1").must(["sh", "-c", `cat > ${SCRIPT} && chmod 755 ${SCRIPT}`], { input: SHAKY });
    await configure(lab, "lb1", TRACKED);
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    await configure(lab, "lb1");
    await hostOf(lab, "lb1").must(["rm", "-f", SCRIPT]);
    await untilSettled(lab);
  },
  check: async (lab) => {
    const window = await observeRouters(lab, SECONDS);
    const changes = [...window.said.lb1.matchAll(/Changing effective priority from (\d+) to (\d+)/g)].map(
      ([, from, to]) => `${from} to ${to}`,
    );
    return {
      symptom: window.troubled,
      mechanism: changes.length > 0,
      saw: `${describeRouters(window)}; effective priority of lb1 changed ${changes.length} times: ${changes.join(", ")}`,
    };
  },
};
