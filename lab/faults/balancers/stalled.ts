import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { longestRun, watchDaemon, type Moment } from "../../measure/daemon.ts";
import { describeRouters, type RouterWindow } from "../../measure/router-window.ts";
import type { SelfCheck } from "../fault.ts";

/** How a sample of keepalived looks while it is kept from running. */
export type Held = (moment: Moment) => boolean;

/** Samples in a row, five a second: 0.6 s. */
export const LONG = 3;

/**
 * The check of every fault that keeps lb1's keepalived from running: the pair is in trouble, what lb1 did send has arrived, and its
 * process was found held in sample after sample.
 */
export const judgeStall = (window: RouterWindow, isHeld: Held): SelfCheck => {
  const { lb1 } = window.moments;
  const held = longestRun(lb1, isHeld);
  const seen = [...new Set(lb1.map(({ state, wchan }) => `${state} ${wchan}`))].join(", ");
  const expired = window.said.lb1.split("A thread timer expired").length - 1;
  return {
    symptom: window.troubled,
    mechanism: held >= LONG && window.sent - window.arrived <= 1,
    saw: `${describeRouters(window)}; keepalived on lb1 held in ${held} samples in a row, of ${lb1.length} (${seen}), expired timers logged ${expired}`,
  };
};

/** Until keepalived on lb1 is held; it is a matter of what it does next. @throws Error when it never is. */
export const untilHeld = async (lab: Lab, isHeld: Held): Promise<void> => {
  const until = Date.now() + 10_000;
  while (!(await watchDaemon(hostOf(lab, "lb1"), "/run/vrrp.pid", 0.2)).some(isHeld)) {
    if (Date.now() > until) throw new Error("keepalived on lb1 was not held within 10 s");
    await sleep(100);
  }
};
