import { inWindow } from "../../measure/window.ts";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { MANAGEMENT_INTERFACE } from "../../hosts/topology.ts";
import type { Fault } from "../fault.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { claimLimit, establishedFlows, fillTable, safeLimit, TABLE_LIMIT } from "../../means/full-table.ts";

const TABLE = "inet tracking";
/** Entries that stay free for the probe and for chance. */
const FREE = 4;

/** Asking for the connection's state is what makes the kernel track connections. Management stays out, or nobody could log in. */
const RULES = `table ${TABLE} {
  chain unmanaged {
    type filter hook prerouting priority raw; policy accept;
    iifname "${MANAGEMENT_INTERFACE}" notrack
  }
  chain answers {
    type filter hook output priority raw; policy accept;
    oifname "${MANAGEMENT_INTERFACE}" notrack
  }
  chain input {
    type filter hook input priority filter; policy accept;
    ct state established,related counter accept
  }
}
`;

export const conntrackFull: Fault = {
  id: "conntrack-full",
  kind: "fault",
  topology: "pair",
  about: "Beta's connection-tracking table is full; a flow that has to be entered anew is refused until there is room.",
  story: "New connections to beta hang at times, and a percent of the probes is lost in small groups. Established connections are fine.",
  groundTruth: { causes: [{ id: "conntrackFull", host: "beta" }] },
  parameters: {},
  inject,
  heal: async (lab) => {
    const beta = hostOf(lab, "beta");
    await dropTable(beta, TABLE);
    await beta.must(["conntrack", "-F"]);
  },
  check: inWindow(
    ({ sent, lost, lossPercent, change, after }) => {
      const dropped = change["beta.conntrackDrop"] ?? 0;
      return {
        symptom: lost > 0,
        mechanism: dropped > 0 && lost > 0 && Math.abs(dropped - lost) <= Math.max(2, 0.2 * lost) && change["alpha.conntrackDrop"] === 0,
        saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); conntrack drop beta +${dropped}; ${after["beta.conntrackCount"]} of ${after["beta.conntrackMax"]} entries`,
      };
      // Three of the moments in which the table refuses: one alone may fall between two probes.
    },
    { count: 1_600, intervalMs: 2 },
  ),
};

async function inject(lab: Lab): Promise<void> {
  const beta = hostOf(lab, "beta");
  const owner = { directory: lab.directory, fault: conntrackFull.id };
  const limit = await safeLimit();
  await claimLimit(owner);
  await loadTable(beta, RULES);
  // Clients from TEST-NET-3, which are nowhere in this lab.
  await fillTable(beta, establishedFlows({ clients: "203.0.113", server: beta.dataAddress, count: limit - FREE }));
  await changeSetting(owner, TABLE_LIMIT, String(limit));
  const program = fileURLToPath(new URL("../../programs/conntrack-full.sh", import.meta.url));
  await startProcess(lab, {
    owner: conntrackFull.id,
    name: "refusals",
    on: lab.machine,
    argv: ["sh", program, String(beta.pid), String(limit)],
  });
}
