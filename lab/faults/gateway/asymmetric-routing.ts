import { hostOf, type Lab } from "../../hosts/lab.ts";
import { endLingering } from "../../means/lingering.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { GATEWAY_DMZ, INSIDE, ROUTER2_DMZ, ROUTER2_INSIDE, SERVER1 } from "../../topologies/gateway/addresses.ts";
import { type Fault, textOf } from "../fault.ts";

/** Both ways lead where they should: what is wrong is that a filter by state stands on one of them. */
const DMZ = "203.0.113.0/26";

export const asymmetricRouting: Fault = {
  id: "asymmetric-routing",
  kind: "fault",
  topology: "gateway",
  about:
    "Requests and answers between client1 and server1 take different ways; gw's stateful filter sees one of them, and refuses what it has not seen begin.",
  story: "Since the second router is in use, client1 cannot use server1. Both routers work, and nobody changed a rule.",
  groundTruth: { causes: [{ id: "asymmetricRouting", host: "gw", object: "ct state invalid drop" }] },
  parameters: { seen: "answers" },
  variants: { requests: { seen: "requests" } },
  inject: async (lab, parameters) => {
    if (textOf(parameters, "seen") === "answers") {
      await hostOf(lab, "client1").must(["ip", "route", "replace", DMZ, "via", ROUTER2_INSIDE]);
    } else {
      await hostOf(lab, "server1").must(["ip", "route", "replace", INSIDE, "via", ROUTER2_DMZ]);
    }
  },
  heal: async (lab) => {
    await hostOf(lab, "client1").exec(["ip", "route", "del", DMZ]);
    await hostOf(lab, "server1").must(["ip", "route", "replace", INSIDE, "via", GATEWAY_DMZ]);
    await endLingering(lab);
  },
  check: async (lab: Lab, parameters) => {
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw", "router2"]),
      () => transfer({ from: hostOf(lab, "client1"), to: SERVER1, kind: "get", bytes: 5_000, patienceMs: 1_500 }),
    );
    const [dropped = 0, bytes = 0] = [change["gw.invalid.packets"], change["gw.invalid.bytes"]];
    const around2 = change["router2.IpForwDatagrams"] ?? 0;
    const answersOnly = textOf(parameters, "seen") === "answers";
    return {
      symptom: !isWell(result) && result.connected !== answersOnly,
      mechanism: dropped > 0 && around2 > 0,
      saw: `client1 ${describeTransfer(result)}; router2 forwarded ${around2}; gw's rule dropped ${dropped} invalid packets with ${bytes} bytes`,
    };
  },
};
