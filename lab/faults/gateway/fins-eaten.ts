import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { waitUntil } from "../../means/wait.ts";
import { hangsAtTheEnd, readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import { pythonProgram } from "../../programs/python.ts";
import { TO_DMZ } from "../../topologies/gateway/addresses.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { PAGE_BYTES } from "./fin-checksum.ts";

const hasProgram = async (lab: Lab, parameters: Parameters): Promise<boolean> => {
  const shown = await hostOf(lab, textOf(parameters, "on")).must(["ip", "-o", "link", "show", "dev", textOf(parameters, "device")]);
  return shown.includes("xdp");
};

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
    const argv = pythonProgram("fin-eater.py", textOf(parameters, "device"), PAGES_PORT);
    await startProcess(lab, { owner: finsEaten.id, name: "fin-eater", on: hostOf(lab, textOf(parameters, "on")), argv });
    await waitUntil("a program at the interface", () => hasProgram(lab, parameters));
  },
  // The program goes with the process that holds it.
  heal: () => Promise.resolve(),
  check: async (lab, parameters) => {
    const [from, server] = [hostOf(lab, "client1"), hostOf(lab, "server1")];
    const page = await readPage({ from, server, bytes: PAGE_BYTES, patienceMs: 1_500 });
    const unacknowledged = page.sockets.filter(({ state }) => state === "FIN-WAIT-1").length;
    const attached = await hasProgram(lab, parameters);
    const hangs = hangsAtTheEnd(page, PAGE_BYTES);
    return {
      symptom: hangs,
      mechanism: attached && unacknowledged > 0,
      saw: `${describeTransfer(page)}; ${unacknowledged} sockets of server1 sent a FIN that nobody acknowledged; ${attached ? "a" : "no"} program at ${textOf(parameters, "device")} of ${textOf(parameters, "on")}`,
    };
  },
};
