import { hostOf } from "../../hosts/lab.ts";
import { probed } from "../../measure/probed.ts";
import { trackingCounters } from "../../measure/tracking.ts";
import type { Fault } from "../fault.ts";

const LOG = "/var/log/kern.log";
const KEPT = "/run/lab/kern.log";

/**
 * In the host's own log file: the kernel's buffer is the machine's, and what is written there stays. No year and no boot is in a
 * line of this kind, only a day.
 */
const LINES = `Jan  9 03:12:41 beta kernel: [1893022.114906] nf_conntrack: nf_conntrack: table full, dropping packet
Jan  9 03:12:41 beta kernel: [1893022.118212] nf_conntrack: nf_conntrack: table full, dropping packet
Jan  9 03:12:46 beta kernel: [1893027.120011] net_ratelimit: 237 callbacks suppressed
Jan  9 03:12:46 beta kernel: [1893027.120019] nf_conntrack: nf_conntrack: table full, dropping packet
Jan  9 03:12:52 beta kernel: [1893033.401873] neighbour: arp_cache: neighbor table overflow!
`;

/** The copy is there, whole, before the log is touched; a log that did not exist is kept as none. */
const ADD = `set -e
[ -e ${KEPT}.found ] || [ -e ${KEPT}.none ] || { [ ! -e ${LOG} ] && : > ${KEPT}.none; } || { cp -p ${LOG} ${KEPT}.new; mv ${KEPT}.new ${KEPT}.found; }
cat >> ${LOG}`;

const PUT_BACK = `[ ! -e ${KEPT}.none ] || rm -f ${LOG} ${KEPT}.none
[ ! -e ${KEPT}.found ] || { cp -p ${KEPT}.found ${LOG} && rm ${KEPT}.found; }
rm -f ${KEPT}.new`;

export const oldKernelLines: Fault = {
  id: "old-kernel-lines",
  kind: "decoy",
  topology: "pair",
  about: "Beta's kernel log has lines of a full connection-tracking table and a full neighbour table, from an incident long over.",
  story: "Somebody searched beta's logs for errors and found that its connection-tracking table is full.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async (lab) => {
    await hostOf(lab, "beta").must(["sh", "-c", ADD], { input: LINES });
  },
  heal: async (lab) => {
    await hostOf(lab, "beta").must(["sh", "-c", PUT_BACK]);
  },
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, () => trackingCounters(beta));
    const found = await beta.exec(["grep", "-c", "table full, dropping packet", LOG]);
    const lines = Number(found.stdout.trim() || 0);
    return {
      symptom: lost > 0,
      mechanism: lines > 0 && (change["drop"] ?? 0) === 0,
      saw: `${lost} of ${sent} lost; ${lines} old lines in ${LOG}; conntrack drop +${change["drop"] ?? 0}`,
    };
  },
};
