import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { describeReach, reach } from "../../measure/reach.ts";
import { describeWay, wayTo } from "../../measure/routes.ts";
import { textOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const NETWORK = "192.0.2.0/24";
/** In which beta is, and alpha is not. */
const TOO_LONG = 30;

/** Either the route itself was removed, or the address was given with a prefix that is too long to have the peer in its network. */
export const routeMissing: Fault = {
  id: "route-missing",
  kind: "fault",
  topology: "pair",
  about: "One host has no route to the other.",
  story: "Beta has not been reachable from alpha since its network was set up anew. Its link is up, and it sees the requests come in.",
  groundTruth: (parameters) => {
    const [host, object] = [textOf(parameters, "host"), parameters["byPrefix"] === true ? `192.0.2.12/${TOO_LONG} on eth1` : NETWORK];
    return { causes: [{ id: "routeMissing", host, object }] };
  },
  parameters: { host: "beta", byPrefix: false },
  variants: { sender: { host: "alpha" }, prefix: { byPrefix: true } },
  inject: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    if (parameters["byPrefix"] === true) await readdress(host, TOO_LONG);
    else await host.must(["ip", "route", "del", NETWORK, "dev", host.dataInterface]);
  },
  // The kernel makes the route of an address when it is given.
  heal: (lab, parameters) => readdress(hostOf(lab, textOf(parameters, "host")), 24),
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const host = hostOf(lab, textOf(parameters, "host"));
  const reached = await reach(alpha, beta.dataAddress);
  const way = await wayTo(host, (host.name === "alpha" ? beta : alpha).dataAddress);
  return {
    symptom: reached.answered === 0,
    mechanism: way.refusal === "Network is unreachable",
    saw: `${describeReach(reached)}; ${host.name}'s way to the other: ${describeWay(way)}`,
  };
}

const readdress = async (host: LabHost, prefix: number): Promise<void> => {
  await host.must(["ip", "addr", "flush", "dev", host.dataInterface, "scope", "global"]);
  await host.must(["ip", "addr", "add", `${host.dataAddress}/${prefix}`, "dev", host.dataInterface]);
};
