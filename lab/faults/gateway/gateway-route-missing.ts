import { hostOf, type Lab } from "../../hosts/lab.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { FAR, GATEWAY_DMZ, INSIDE, SERVER1, SERVER2, TRANSIT_UPLINK } from "../../topologies/gateway/addresses.ts";
import { type Fault, type Parameters, textOf } from "../fault.ts";
import { newConnections } from "../../topologies/gateway/gateway.ts";

/** The route, where it leads when all is well, and who suffers without it. */
export const ROUTES = {
  gw: { host: "gw", to: FAR, via: TRANSIT_UPLINK, target: SERVER2 },
  server1: { host: "server1", to: INSIDE, via: GATEWAY_DMZ, target: SERVER1 },
} as const;

export const routeOf = (parameters: Parameters) => ROUTES[textOf(parameters, "where") === "server1" ? "server1" : "gw"];

export const restoreRoutes = async (lab: Lab): Promise<void> => {
  await Promise.all(Object.values(ROUTES).map(({ host, to, via }) => hostOf(lab, host).must(["ip", "route", "replace", to, "via", via])));
};

export const gatewayRouteMissing: Fault = {
  id: "gateway-route-missing",
  kind: "fault",
  topology: "gateway",
  about: "A route is missing: gw's to the networks beyond its uplink, or server1's back to the clients.",
  story: "Since the maintenance, clients cannot reach one of the servers. From its own network it answers.",
  groundTruth: (parameters) => {
    const { host, to } = routeOf(parameters);
    return { causes: [{ id: "routeMissing", host, object: to }] };
  },
  parameters: { where: "gw" },
  variants: { "way-back": { where: "server1" } },
  asks: (parameters) => [newConnections(routeOf(parameters).host === "gw" ? "server2" : "server1", routeOf(parameters).target)],
  inject: async (lab, parameters) => {
    const { host, to } = routeOf(parameters);
    await hostOf(lab, host).must(["ip", "route", "del", to]);
  },
  heal: restoreRoutes,
  check: async (lab: Lab, parameters) => {
    const { host, target } = routeOf(parameters);
    const { result, change } = await around(
      () => gatewayCounters(lab, [host]),
      () => transfer({ from: hostOf(lab, "client1"), to: target, kind: "get", bytes: 1_000, patienceMs: 1_500 }),
    );
    // Who forwards counts packets that came in for nowhere; who answers, packets that cannot go out.
    const [forwarding = 0, answering = 0] = [change[`${host}.IpExtInNoRoutes`], change[`${host}.IpOutNoRoutes`]];
    return {
      symptom: !isWell(result),
      mechanism: forwarding + answering > 0,
      saw: `client1 to ${target} ${describeTransfer(result)}; ${host} InNoRoutes +${forwarding}, OutNoRoutes +${answering}`,
    };
  },
};
