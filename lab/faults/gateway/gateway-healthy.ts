import { hostOf, type Lab } from "../../hosts/lab.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { ping } from "../../measure/ping.ts";
import { isWell, transfer, type TransferSpec } from "../../measure/transfer.ts";
import { SERVER1, SERVER2, SERVER2_DMZ } from "../../topologies/gateway/addresses.ts";
import type { Fault } from "../fault.ts";

const QUIET = [
  ...["gw", "fw1"].flatMap((name) => ["invalid", "invalid.packets", "drop", "insert_failed"].map((counter) => `${name}.${counter}`)),
  ...["gw.not begun.packets", "gw.refused.packets", "gw.IpFragFails", "gw.IpExtInNoRoutes"],
  ...["client1.TcpInCsumErrors", "client1.IcmpInDestUnreachs", "server2.TcpExtIPReversePathFilter"],
];

/** The control: the same hosts with nothing wrong. Whoever names a cause here is wrong. */
export const gatewayHealthy: Fault = {
  id: "gateway-healthy",
  kind: "healthy",
  topology: "gateway",
  about: "Nothing is wrong.",
  story: "Somebody believes that the gateway breaks connections.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async () => {},
  heal: async () => {},
  check: async (lab: Lab) => {
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw", "fw1", "client1", "server2"]),
      () => useAll(lab),
    );
    const moved = QUIET.filter((name) => (change[name] ?? 0) > 0);
    return {
      symptom: result.lost > 0 || result.failed > 0,
      mechanism: moved.length > 0,
      saw: `${result.lost} of ${result.sent} pings lost, ${result.failed} of ${result.transfers} transfers failed; counters that moved: ${moved.join(", ") || "none"}`,
    };
  },
};

/** Every way between the clients and the servers, with all that faults of this topology break. */
const useAll = async (lab: Lab) => {
  const from = ["client1", "client2"].map((name) => hostOf(lab, name));
  const kinds: readonly Pick<TransferSpec, "kind" | "bytes" | "idleMs">[] = [
    { kind: "get", bytes: 100_000 },
    { kind: "put", bytes: 200_000 },
    { kind: "again", bytes: 1_000, idleMs: 1_000 },
  ];
  const specs = from.flatMap((client) =>
    [SERVER1, SERVER2, SERVER2_DMZ].flatMap((to) => kinds.map((kind) => ({ from: client, to, ...kind }))),
  );
  const transfers = await Promise.all(specs.map((spec) => transfer({ ...spec, patienceMs: 5_000 })));
  const pings = await Promise.all(from.map((client) => ping({ from: client, to: SERVER1, count: 50, intervalMs: 10 })));
  const sum = (name: "sent" | "lost") => pings.reduce((total, each) => total + each[name], 0);
  return { sent: sum("sent"), lost: sum("lost"), transfers: transfers.length, failed: transfers.filter((each) => !isWell(each)).length };
};
