import { rememberUndo } from "../../hosts/extra.ts";
import { hostOf, type LabHost } from "../../hosts/lab.ts";
import { LabProblem } from "../../hosts/problem.ts";
import { inRouterWindow } from "../../measure/router-window.ts";
import { run } from "../../hosts/run.ts";
import { LOG_VOLUME } from "../../topologies/balancers/volume.ts";
import { numberOf, type Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";
import { judgeStall, untilHeld, type Held } from "./stalled.ts";

/** Of the controller's first group, in which everything runs that is in no other: the disk is slow for all of them. */
const LIMIT = "/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device";

/** In its write or in the sync after it, which is when the kernel waits for the disk. */
const isHeld: Held = ({ state, wchan }) => state === "D" && wchan !== "percpu_rwsem_wait";

export const slowDisk: Fault = {
  id: "slow-disk",
  kind: "fault",
  topology: "balancers",
  about: "The disk of lb1's logs takes only a few kilobytes a second; keepalived waits for each line it logs.",
  story: "The virtual address moves between the balancers every few seconds, since the volumes were moved to the cheaper storage.",
  groundTruth: { causes: [{ id: "slowDisk", host: "lb1", object: `the disk of ${LOG_VOLUME}` }] },
  parameters: { bytesPerSecond: 20_000 },
  variants: { slower: { bytesPerSecond: 5_000 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    const device = await deviceOf(hostOf(lab, "lb1"));
    const limit = (bytes: number) => ["sh", "-c", `echo "${device} ${bytes}" > ${LIMIT}`];
    await rememberUndo(lab, { owner: slowDisk.id, name: "disk", argv: limit(0) });
    const { exitCode } = await run(limit(numberOf(parameters, "bytesPerSecond")));
    if (exitCode !== 0) throw new LabProblem(`This machine can not slow down one disk: there is no ${LIMIT}.`);
    await untilHeld(lab, isHeld);
  },
  heal: untilSettled,
  check: inRouterWindow((window) => judgeStall(window, isHeld)),
};

/** Major and minor number. */
const deviceOf = async (host: LabHost): Promise<string> =>
  (await host.must(["findmnt", "--noheadings", "--output", "MAJ:MIN", "--mountpoint", LOG_VOLUME])).trim();
