import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { describeReach, reach } from "../../measure/reach.ts";
import { describeWay, wayTo } from "../../measure/routes.ts";
import { textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

/** On link, and nobody's. */
const NOBODY = "192.0.2.99";
const TABLE = "100";
const PREFERENCE = "1000";

/** How a route to one host leads elsewhere; ADDRESS stands for that host. The last is a rule that looks into another table first. */
const WAYS = {
  blackhole: "blackhole ADDRESS",
  unreachable: "unreachable ADDRESS",
  prohibit: "prohibit ADDRESS",
  nextHop: `ADDRESS via ${NOBODY} dev eth1`,
  table: `blackhole ADDRESS table ${TABLE}`,
} as const;

export const routeWrong: Fault = {
  id: "route-wrong",
  kind: "fault",
  topology: "pair",
  about: "A route for the other host's address alone leads nowhere.",
  story: "Alpha and beta do not reach each other, while both reach everybody else on the same network.",
  groundTruth: (parameters) => {
    const host = textOf(parameters, "host");
    return { causes: [{ id: "routeWrong", host, object: route(parameters, host === "beta" ? "192.0.2.11" : "192.0.2.12") }] };
  },
  parameters: { host: "beta", way: "blackhole" },
  variants: {
    sender: { host: "alpha", way: "unreachable" },
    prohibited: { host: "alpha", way: "prohibit" },
    hop: { way: "nextHop" },
    "hop-sender": { host: "alpha", way: "nextHop" },
    table: { way: "table" },
  },
  inject: async (lab, parameters) => {
    const { host, peer } = sides(lab, parameters);
    await host.must(["ip", "route", "replace", ...route(parameters, peer.dataAddress).split(" ")]);
    if (parameters["way"] === "table") await host.must(["ip", "rule", "add", ...rule(peer)]);
  },
  heal: async (lab, parameters) => {
    const { host, peer } = sides(lab, parameters);
    // Fails where there is none.
    await host.exec(["ip", "rule", "del", ...rule(peer)]);
    await host.exec(["ip", "route", "del", ...route(parameters, peer.dataAddress).split(" ")]);
    await host.exec(["ip", "neigh", "flush", "to", NOBODY]);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const { host, peer } = sides(lab, parameters);
  const reached = await reach(alpha, beta.dataAddress);
  const way = await wayTo(host, peer.dataAddress);
  const direct = way.refusal === "" && way.dev === host.dataInterface && way.gateway === null;
  return {
    symptom: reached.answered === 0,
    mechanism: !direct && way.refusal !== "Network is unreachable",
    saw: `${describeReach(reached)}; ${host.name}'s way to ${peer.dataAddress}: ${describeWay(way)}`,
  };
}

const sides = (lab: Lab, parameters: Parameters): { readonly host: LabHost; readonly peer: LabHost } => {
  const host = hostOf(lab, textOf(parameters, "host"));
  return { host, peer: hostOf(lab, host.name === "alpha" ? "beta" : "alpha") };
};

const route = (parameters: Parameters, address: string): string => {
  const [, way] = Object.entries(WAYS).find(([name]) => name === parameters["way"]) ?? [];
  if (way === undefined) throw new Error(`there is no way ${String(parameters["way"])}; there are ${Object.keys(WAYS).join(", ")}`);
  return way.replace("ADDRESS", address);
};

const rule = (peer: LabHost): readonly string[] => ["pref", PREFERENCE, "to", peer.dataAddress, "lookup", TABLE];
