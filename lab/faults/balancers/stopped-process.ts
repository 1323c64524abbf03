import { hostOf } from "../../hosts/lab.ts";
import { must } from "../../hosts/run.ts";
import { inRouterWindow } from "../../measure/router-window.ts";
import type { Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";
import { afterSpells, SPELLS, startSpells } from "./spells.ts";
import { judgeStall, untilHeld, type Held } from "./stalled.ts";

const DAEMON = "$(cat /run/vrrp.pid)";
const RESUME = `kill -CONT ${DAEMON}`;

const isHeld: Held = ({ state }) => state === "T";

export const stoppedProcess: Fault = {
  id: "stopped-process",
  kind: "fault",
  topology: "balancers",
  about: "Somebody stops keepalived's process on lb1 with a signal, and lets it go on after some seconds.",
  story: "The virtual address moves between the balancers every few seconds. Nobody finds anything in the graphs of lb1.",
  groundTruth: { causes: [{ id: "stoppedProcess", host: "lb1", object: "keepalived's VRRP process" }] },
  parameters: SPELLS,
  variants: { "for-good": { pause: 0 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await startSpells(lab, { owner: stoppedProcess.id, begin: `kill -STOP ${DAEMON}`, end: RESUME }, parameters);
    await untilHeld(lab, isHeld);
  },
  heal: async (lab) => {
    await must(afterSpells(lab, ["true"]));
    await hostOf(lab, "lb1").must(["sh", "-c", RESUME]);
    await untilSettled(lab);
  },
  check: inRouterWindow((window) => judgeStall(window, isHeld)),
};
