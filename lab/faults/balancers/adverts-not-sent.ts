import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { describeRouters, inRouterWindow } from "../../measure/router-window.ts";
import { longestRun } from "../../measure/daemon.ts";
import type { Fault } from "../fault.ts";
import { untilBackupSends, untilSettled } from "./settled.ts";
import { LONG } from "./stalled.ts";

const TABLE = "inet hardening";

const RULE = `table ${TABLE} {
  chain output {
    type filter hook output priority filter; policy accept;
    ip daddr 224.0.0.0/4 counter drop
  }
}
`;

/** The adverts are missing on the sender's own interface, as with a process that is held up; this process is not. */
export const advertsNotSent: Fault = {
  id: "adverts-not-sent",
  kind: "fault",
  topology: "balancers",
  about: "A packet filter rule on lb1 drops the adverts that keepalived sends.",
  story: "Since last week's hardening both balancers answer for the virtual address.",
  groundTruth: { causes: [{ id: "firewallDrop", host: "lb1", object: `the rule in ${TABLE}, chain output` }] },
  parameters: {},
  inject: async (lab) => {
    await untilSettled(lab);
    await loadTable(hostOf(lab, "lb1"), RULE);
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "lb1"), TABLE);
    await untilSettled(lab);
  },
  check: inRouterWindow((window) => {
    const dropped = window.ruleDropped["lb1"] ?? 0;
    const held = longestRun(window.moments.lb1, ({ state, wchan }) => state !== "R" && wchan !== "do_epoll_wait");
    return {
      symptom: window.troubled,
      mechanism: window.sent === 0 && dropped >= 2 && held < LONG,
      saw: `${describeRouters(window)}; lb1's rules dropped ${dropped}; keepalived on lb1 elsewhere than in its own loop in ${held} samples in a row`,
    };
  }),
};
