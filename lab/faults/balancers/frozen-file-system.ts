import { rememberUndo } from "../../hosts/extra.ts";
import { inRouterWindow } from "../../measure/router-window.ts";
import { shellProgram } from "../../programs/program.ts";
import { imageName, LOG_VOLUME } from "../../topologies/balancers/volume.ts";
import type { Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";
import { afterSpells, SPELLS, startSpells } from "./spells.ts";
import { judgeStall, untilHeld, type Held } from "./stalled.ts";

/** A writer to a frozen file system sleeps until it is thawed, and no signal wakes it. */
const isHeld: Held = ({ state, wchan }) => state === "D" && wchan === "percpu_rwsem_wait";

export const frozenFileSystem: Fault = {
  id: "frozen-file-system",
  kind: "fault",
  topology: "balancers",
  about: "The file system of lb1's logs is frozen for some seconds at a time, as for a snapshot; keepalived sleeps in its next line.",
  story: "The virtual address moves between the balancers since the new backup runs. Its disks are fast and not busy.",
  groundTruth: { causes: [{ id: "frozenFileSystem", host: "lb1", object: LOG_VOLUME }] },
  parameters: SPELLS,
  variants: { "for-good": { pause: 0 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    const thaw = afterSpells(lab, shellProgram("thaw.sh", imageName(lab.directory, "lb1")));
    await rememberUndo(lab, { owner: frozenFileSystem.id, name: "thaw", argv: thaw });
    const begin = `fsfreeze --freeze ${LOG_VOLUME}`;
    await startSpells(lab, { owner: frozenFileSystem.id, begin, end: `fsfreeze --unfreeze ${LOG_VOLUME}` }, parameters);
    await untilHeld(lab, isHeld);
  },
  heal: untilSettled,
  check: inRouterWindow((window) => judgeStall(window, isHeld)),
};
