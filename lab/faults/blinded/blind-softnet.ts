import { permissionDenied } from "../../blinds/files.ts";
import { tracefsAbsent } from "../../blinds/kernel.ts";
import { backlogOverflow } from "../pair/backlog-overflow.ts";
import { blinded } from "./blinded.ts";

const COUNTERS = permissionDenied("/proc/net/softnet_stat");

/** Neither what counts the backlog's drops nor what gives their reason can be read. */
export const blindSoftnet = blinded(backlogOverflow, {
  id: "blind-softnet",
  about: "The backlog overflows on beta; /proc/net/softnet_stat is denied, and tracefs is not mounted.",
  blinds: { alpha: [COUNTERS, tracefsAbsent], beta: [COUNTERS, tracefsAbsent] },
  notNameable: "The backlog's own counter is denied and so are the kernel's drop reasons; rx dropped alone does not say why.",
});

/** The reason CPU_BACKLOG in enqueue_to_backlog, and no flow limit set, name the backlog as well as its counter does. */
export const blindSoftnetTraced = blinded(backlogOverflow, {
  id: "blind-softnet-traced",
  about: "The backlog overflows on beta; /proc/net/softnet_stat is denied, and the kernel's drop reasons can be read.",
  blinds: { alpha: [COUNTERS], beta: [COUNTERS] },
});
