import { hostOf, type Lab } from "../../hosts/lab.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { SERVER1, SERVER2_DMZ } from "../../topologies/gateway/addresses.ts";
import type { Fault, Parameters } from "../fault.ts";
import { restoreRoutes, routeOf } from "./gateway-route-missing.ts";
import { newConnections } from "../../topologies/gateway/gateway.ts";

/** A neighbour that answers ARP and forwards nothing: what it is sent for others ends there. */
const wrongWay = (parameters: Parameters) =>
  routeOf(parameters).host === "gw" ? { via: SERVER1, at: "server1" } : { via: SERVER2_DMZ, at: "server2" };

export const gatewayRouteWrong: Fault = {
  id: "gateway-route-wrong",
  kind: "fault",
  topology: "gateway",
  about: "A route leads to a host that forwards nothing: gw's to the networks beyond its uplink, or server1's back to the clients.",
  story: "Since the maintenance, connections to one of the servers time out. Nothing answers, not even with an error.",
  groundTruth: (parameters) => {
    const { host, to } = routeOf(parameters);
    return { causes: [{ id: "routeWrong", host, object: `${to} via ${wrongWay(parameters).via}` }] };
  },
  parameters: { where: "gw" },
  variants: { "way-back": { where: "server1" } },
  asks: (parameters) => [
    newConnections(routeOf(parameters).host === "gw" ? "server2" : "server1", routeOf(parameters).target, [wrongWay(parameters).at]),
  ],
  inject: async (lab, parameters) => {
    const { host, to } = routeOf(parameters);
    await hostOf(lab, host).must(["ip", "route", "replace", to, "via", wrongWay(parameters).via]);
  },
  heal: restoreRoutes,
  check: async (lab: Lab, parameters) => {
    const { target } = routeOf(parameters);
    const { at } = wrongWay(parameters);
    const { result, change } = await around(
      () => gatewayCounters(lab, [at]),
      () => transfer({ from: hostOf(lab, "client1"), to: target, kind: "get", bytes: 1_000, patienceMs: 1_500 }),
    );
    const stray = change[`${at}.IpInAddrErrors`] ?? 0;
    return {
      symptom: !isWell(result),
      mechanism: stray > 0,
      saw: `client1 to ${target} ${describeTransfer(result)}; ${at} got ${stray} packets that are for somebody else`,
    };
  },
};
