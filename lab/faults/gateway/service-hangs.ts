import { hostOf } from "../../hosts/lab.ts";
import { readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import { PAGES_CONFIGURATION } from "../../topologies/gateway/pages.ts";
import type { Fault } from "../fault.ts";

const BYTES = 600;

/** The kernel acknowledges the request, the program has it, and no counter of the network moves. */
export const serviceHangs: Fault = {
  id: "service-hangs",
  kind: "fault",
  topology: "gateway",
  about: "The page service takes every request and answers none: it waits for something of its own.",
  story: "The page does not load. The port is open, ping is fine, and the service is said to run.",
  groundTruth: { causes: [{ id: "applicationHangs", host: "server1", object: "pages" }] },
  parameters: {},
  inject: async (lab) => void (await hostOf(lab, "server1").must(["sh", "-c", `echo "answer no" > ${PAGES_CONFIGURATION}`])),
  heal: async (lab) => void (await hostOf(lab, "server1").must(["rm", "-f", PAGES_CONFIGURATION])),
  check: async (lab) => {
    const [from, server] = [hostOf(lab, "client1"), hostOf(lab, "server1")];
    const result = await readPage({ from, server, bytes: BYTES, patienceMs: 1_500 });
    const taken = result.sockets.filter(({ state, receiveQueue }) => state === "ESTAB" && receiveQueue === 0).length;
    return {
      symptom: result.connected && result.received === 0 && result.ended === "timeout",
      mechanism: taken > 0 && result.received === 0,
      saw: `client1 ${describeTransfer(result)}; server1 has ${taken} connections open whose request was read`,
    };
  },
};
