import { hostOf } from "../../hosts/lab.ts";
import { must } from "../../hosts/run.ts";
import { inRouterWindow } from "../../measure/router-window.ts";
import type { Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";
import { afterSpells, startSpells } from "./spells.ts";
import { judgeStall, untilHeld, type Held } from "./stalled.ts";

const READER = "$(cat /run/rsyslogd.pid)";
const RESUME = `kill -CONT ${READER}`;

/** State S: this is no wait for a disk, and counts as none. */
const isHeld: Held = ({ state, wchan }) => state === "S" && wchan === "unix_wait_for_peer";

/** The queue of the reader's socket takes keepalived two seconds to fill: the spells are that much longer than those of other faults. */
export const blockedLogger: Fault = {
  id: "blocked-logger",
  kind: "fault",
  topology: "balancers",
  about: "The reader of lb1's /dev/log stops reading; keepalived sleeps in its next message and sends no adverts.",
  story: "The virtual address moves between the balancers every few seconds. CPU, disks and network of both are idle.",
  groundTruth: { causes: [{ id: "blockedLogger", host: "lb1", object: "rsyslogd, the reader of /dev/log" }] },
  parameters: { seconds: 7.7, pause: 1 },
  variants: { "for-good": { pause: 0 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await startSpells(lab, { owner: blockedLogger.id, begin: `kill -STOP ${READER}`, end: RESUME }, parameters);
    await untilHeld(lab, isHeld);
  },
  heal: async (lab) => {
    await must(afterSpells(lab, ["true"]));
    await hostOf(lab, "lb1").must(["sh", "-c", RESUME]);
    await untilSettled(lab);
  },
  check: inRouterWindow((window) => {
    const stopped = window.reader.filter(({ state }) => state === "T").length;
    const { symptom, mechanism, saw } = judgeStall(window, isHeld);
    return { symptom, mechanism: mechanism && stopped > 0, saw: `${saw}; the log's reader was stopped in ${stopped}` };
  }),
};
