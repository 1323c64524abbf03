import { hostOf } from "../../hosts/lab.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { MANAGEMENT_INTERFACE } from "../../hosts/topology.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { claimLimit, establishedFlows, fillTable, safeLimit, TABLE_LIMIT } from "../../means/full-table.ts";
import { probed } from "../../measure/probed.ts";
import { trackingCounters } from "../../measure/tracking.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "inet tracking";

/** Counts what belongs to known connections, which makes the kernel track them; management stays out. */
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

export const nearlyFullTable: Fault = {
  id: "nearly-full-table",
  kind: "decoy",
  topology: "pair",
  about: "Beta's connection-tracking table is nine tenths full, and refuses nobody.",
  story: "An alert says that beta's connection-tracking table is above 80 %, and somebody connects it with yesterday's complaint.",
  groundTruth: { causes: [] },
  parameters: { percent: 90 },
  limits: { percent: [1, 99] },
  variants: { tighter: { percent: 95 } },
  inject: async (lab, parameters) => {
    const beta = hostOf(lab, "beta");
    const owner = { directory: lab.directory, fault: nearlyFullTable.id };
    const limit = await safeLimit();
    await claimLimit(owner);
    await loadTable(beta, RULES);
    const count = Math.floor((limit * numberOf(parameters, "percent")) / 100);
    // Clients from TEST-NET-3, which are nowhere in this lab.
    await fillTable(beta, establishedFlows({ clients: "203.0.113", server: beta.dataAddress, count }));
    await changeSetting(owner, TABLE_LIMIT, String(limit));
  },
  heal: async (lab) => {
    const beta = hostOf(lab, "beta");
    await dropTable(beta, TABLE);
    await beta.must(["conntrack", "-F"]);
  },
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, () => trackingCounters(beta));
    const { entries = 0, limit = 0 } = await trackingCounters(beta);
    const used = (100 * entries) / limit;
    return {
      symptom: lost > 0 || (change["drop"] ?? 0) > 0,
      mechanism: used > 85,
      saw: `${lost} of ${sent} lost; ${entries} of ${limit} entries (${used.toFixed(0)} %); conntrack drop +${change["drop"] ?? 0}`,
    };
  },
};
