import { hostOf } from "../../hosts/lab.ts";
import { eatFrames, hasProgram } from "../../means/frame-eater.ts";
import { hangsAtTheEnd, readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import { TO_DMZ } from "../../topologies/gateway/addresses.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { textOf, type Fault } from "../fault.ts";
import { PAGE_BYTES } from "./fin-checksum.ts";

/**
 * Before any capture of gw: on server1 the FINs leave, and on gw they were never seen, as if the network between had lost them. As a filter against floods
 * does that was written for SYNs and has the wrong bit.
 */
export const finsEaten: Fault = {
  id: "fins-eaten",
  kind: "fault",
  topology: "gateway",
  about: "A program at an interface (XDP) drops the FINs of the service before any capture there sees them, and counts nothing.",
  story:
    "Since the gateway was hardened against floods, each page of server1 takes until the program's timeout, and then all of it is there.",
  groundTruth: (parameters) => ({
    causes: [{ id: "packetProgram", host: textOf(parameters, "on"), object: textOf(parameters, "device") }],
  }),
  parameters: { on: "gw", device: TO_DMZ },
  variants: { client: { on: "client1", device: "eth1" } },
  inject: async (lab, parameters) => {
    const on = hostOf(lab, textOf(parameters, "on"));
    await eatFrames(lab, { owner: finsEaten.id, on, device: textOf(parameters, "device"), what: ["fins", PAGES_PORT] });
  },
  heal: () => Promise.resolve(),
  check: async (lab, parameters) => {
    const [from, server] = [hostOf(lab, "client1"), hostOf(lab, "server1")];
    const page = await readPage({ from, server, bytes: PAGE_BYTES, patienceMs: 1_500 });
    const unacknowledged = page.sockets.filter(({ state }) => state === "FIN-WAIT-1").length;
    const attached = await hasProgram(hostOf(lab, textOf(parameters, "on")), textOf(parameters, "device"));
    const hangs = hangsAtTheEnd(page, PAGE_BYTES);
    return {
      symptom: hangs,
      mechanism: attached && unacknowledged > 0,
      saw: `${describeTransfer(page)}; ${unacknowledged} sockets of server1 sent a FIN that nobody acknowledged; ${attached ? "a" : "no"} program at ${textOf(parameters, "device")} of ${textOf(parameters, "on")}`,
    };
  },
};
