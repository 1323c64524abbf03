import { hostOf } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { throughput } from "../../measure/throughput.ts";
import { BETA, DATA_INTERFACE, ALPHA, transferBetween } from "../../topologies/flat.ts";
import type { Fault } from "../fault.ts";
import { route } from "./segments-dropped.ts";

/** Culprit's own transfer uses 5201, the check 5202: both are among the eight. */
const PORTS = 5_200;
const CHECK_PORT = 5_202;
const EXPECTED_MBIT = 500;

/** Beside every counter: the sender sends again, and nothing on either host has dropped anything. */
export const segmentsEaten: Fault = {
  id: "segments-eaten",
  kind: "fault",
  topology: "pair",
  about: "A program at an interface of beta (XDP) drops each fourth segment of transfers, and counts nothing.",
  story: "Copies to beta crawl since an agent of a security product was rolled out. Ping loses nothing, and no counter moves.",
  groundTruth: { causes: [{ id: "packetProgram", host: "beta", object: DATA_INTERFACE }] },
  parameters: {},
  asks: [transferBetween(ALPHA, BETA, 5_201)].map((ask) => ({ ...ask, inputs: { ...ask.inputs, expectedMbit: String(EXPECTED_MBIT) } })),
  inject: async (lab) => {
    await route(lab, "cubic");
    await eatFrames(lab, { owner: segmentsEaten.id, on: hostOf(lab, "beta"), device: DATA_INTERFACE, what: ["segments", PORTS] });
  },
  heal: async (lab) => {
    await route(lab, "");
  },
  check: async (lab) => {
    const [client, server] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const rate = await throughput({ client, server, address: server.dataAddress, direction: "up", port: CHECK_PORT, seconds: 1 });
    const attached = await hasProgram(server, DATA_INTERFACE);
    return {
      symptom: rate < 0.8 * EXPECTED_MBIT,
      mechanism: attached,
      saw: `${rate.toFixed(1)} Mbit/s; ${attached ? "a" : "no"} program at ${DATA_INTERFACE} of beta`,
    };
  },
};
