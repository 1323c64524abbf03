import { readFile } from "node:fs/promises";
import { machineSetting, permissionDenied } from "../../blinds/files.ts";
import { untraced } from "../../blinds/kernel.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { backlogOverflow } from "../pair/backlog-overflow.ts";
import type { Fault } from "../fault.ts";
import { blinded } from "./blinded.ts";

const COUNTERS = permissionDenied("/proc/net/softnet_stat");

/** Neither what counts the backlog's drops nor what gives their reason can be read. */
export const blindSoftnet = blinded(backlogOverflow, {
  id: "blind-softnet",
  about: "The backlog overflows on beta; /proc/net/softnet_stat is denied, and there is neither tracefs nor BTF.",
  blinds: { alpha: [COUNTERS, ...untraced], beta: [COUNTERS, ...untraced] },
  notNameable: "The backlog's own counter is denied and so are the kernel's drop reasons; rx dropped alone does not say why.",
});

const FLOW_LIMIT = "/proc/sys/net/core/flow_limit_cpu_bitmap";
const OFF = machineSetting(FLOW_LIMIT, "0");

/** Off as it is by default. The setting is the machine's, and each host shows it: that is what tells a full backlog from the flow limit. */
const withoutFlowLimit: Fault = {
  ...backlogOverflow,
  inject: async (lab, parameters) => {
    const setting = (await readFile(FLOW_LIMIT, "utf8")).trim();
    if (!/^[0,]+$/.test(setting)) await changeSetting({ directory: lab.directory, fault: backlogOverflow.id }, FLOW_LIMIT, "0");
    await backlogOverflow.inject(lab, parameters);
  },
};

/** The reason CPU_BACKLOG in enqueue_to_backlog, and no flow limit set, name the backlog as well as its counter does. */
export const blindSoftnetTraced = blinded(withoutFlowLimit, {
  id: "blind-softnet-traced",
  about: "The backlog overflows on beta; /proc/net/softnet_stat is denied, and the kernel's drop reasons can be read.",
  blinds: { alpha: [COUNTERS, OFF], beta: [COUNTERS, OFF] },
});
