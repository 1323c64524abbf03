import { hostOf, type Lab } from "../../hosts/lab.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { claimLimit, establishedFlows, fillTable, safeLimit, TABLE_LIMIT } from "../../means/full-table.ts";
import { endLingering } from "../../means/lingering.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER1, SERVER2 } from "../../topologies/gateway/addresses.ts";
import type { Fault } from "../fault.ts";

/** Entries above the limit: as many may expire before there is room again. */
const ABOVE = 20;

export const gatewayConntrackFull: Fault = {
  id: "gateway-conntrack-full",
  kind: "fault",
  topology: "gateway",
  about: "gw's connection-tracking table is full of long-lived connections, and a new one is refused.",
  story: "New connections through the gateway time out, whatever they go to. Whoever was connected before works on.",
  groundTruth: { causes: [{ id: "conntrackFull", host: "gw" }] },
  parameters: {},
  inject: async (lab) => {
    const owner = { directory: lab.directory, fault: gatewayConntrackFull.id };
    await claimLimit(owner);
    const limit = await safeLimit();
    await fillTable(hostOf(lab, "gw"), establishedFlows({ clients: "192.0.2", server: SERVER2, count: limit + ABOVE }));
    await changeSetting(owner, TABLE_LIMIT, String(limit));
  },
  heal: async (lab) => {
    await endLingering(lab);
    await hostOf(lab, "gw").must(["conntrack", "-F"]);
  },
  check: async (lab: Lab) => {
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw"]),
      () => transfer({ from: hostOf(lab, "client1"), to: SERVER1, kind: "get", bytes: 1_000, patienceMs: 1_500 }),
    );
    const now = await gatewayCounters(lab, ["gw"]);
    const [dropped = 0, entries = 0, limit = 0] = [change["gw.drop"], now["gw.entries"], now["gw.limit"]];
    return {
      symptom: !isWell(result),
      mechanism: dropped > 0 && entries >= limit,
      saw: `client1 ${describeTransfer(result)}; gw conntrack drop +${dropped}, ${entries} of ${limit} entries`,
    };
  },
};
