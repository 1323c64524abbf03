import { hostOf } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { DATA_INTERFACE } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

const SLOW_MS = 500;

/** All queries, so both servers are silent and nothing is found: as if the network had lost them. */
export const queriesEaten: Fault = {
  id: "queries-eaten",
  kind: "fault",
  topology: "pair",
  about: "A program at an interface of beta (XDP) drops queries for names before the name server sees them, and counts nothing.",
  story: "No name is found any more since the name server was hardened against floods. It runs, it is idle, and locally it answers.",
  groundTruth: { causes: [{ id: "packetProgram", host: "beta", object: DATA_INTERFACE }] },
  parameters: {},
  asks: [NAME_LOOKUPS],
  inject: async (lab) => {
    const owner = queriesEaten.id;
    await serveNames(lab, { owner, parameters: { server: "beta", ignores: "none", second: true, timeout: 1 } });
    await eatFrames(lab, { owner, on: hostOf(lab, "beta"), device: DATA_INTERFACE, what: ["queries"] });
  },
  heal: healNames,
  check: async (lab) => {
    const seen = await lookUp(hostOf(lab, "alpha"), { count: 2, patienceMs: 300 });
    const attached = await hasProgram(hostOf(lab, "beta"), DATA_INTERFACE);
    return {
      symptom: seen.lookups.some(({ ms }) => ms >= SLOW_MS),
      mechanism: attached,
      saw: `${describeLookups(seen)}; ${attached ? "a" : "no"} program at ${DATA_INTERFACE} of beta`,
    };
  },
};
