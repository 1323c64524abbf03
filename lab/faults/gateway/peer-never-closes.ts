import { hostOf, type Lab } from "../../hosts/lab.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { hangsAtTheEnd, readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import { SERVER1, SERVER2 } from "../../topologies/gateway/addresses.ts";
import { hangingResponse } from "../../topologies/gateway/gateway.ts";
import { PAGES_CONFIGURATION } from "../../topologies/gateway/pages.ts";
import { type Fault, textOf } from "../fault.ts";

const BYTES = 600;

/** To the client it looks as if FINs were lost, and nothing is lost. */
export const peerNeverCloses: Fault = {
  id: "peer-never-closes",
  kind: "fault",
  topology: "gateway",
  about: "The page service never closes its connections, so a client that reads to the end waits for ever.",
  story: "Fetching a page takes until the program's timeout, every time, and then all of the page is there.",
  groundTruth: (parameters) => ({ causes: [{ id: "peerNeverCloses", host: textOf(parameters, "server"), object: "pages" }] }),
  parameters: { server: "server1" },
  variants: { translated: { server: "server2" } },
  asks: (parameters) => [hangingResponse("client1", { target: textOf(parameters, "server") === "server1" ? SERVER1 : SERVER2 })],
  inject: async (lab, parameters) => {
    await hostOf(lab, textOf(parameters, "server")).must(["sh", "-c", `echo "close no" > ${PAGES_CONFIGURATION}`]);
  },
  heal: async (lab, parameters) => {
    await hostOf(lab, textOf(parameters, "server")).must(["rm", "-f", PAGES_CONFIGURATION]);
  },
  check: async (lab: Lab, parameters) => {
    const server = hostOf(lab, textOf(parameters, "server"));
    const from = hostOf(lab, "client1");
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw", "client1", server.name]),
      () => readPage({ from, server, bytes: BYTES, patienceMs: 2_000 }),
    );
    const open = result.sockets.filter(({ state, sendQueue }) => state === "ESTAB" && sendQueue === 0).length;
    const finishing = result.sockets.filter(({ state }) => state.startsWith("FIN-WAIT")).length;
    const lost = (change["gw.invalid"] ?? 0) + (change["client1.TcpInCsumErrors"] ?? 0) + (change[`${server.name}.TcpRetransSegs`] ?? 0);
    return {
      symptom: hangsAtTheEnd(result, BYTES),
      mechanism: open > 0 && finishing === 0 && lost === 0,
      saw: `client1 ${describeTransfer(result)}; ${server.name} has ${open} sockets open with nothing left to send, ${finishing} closing; invalid, refused or sent again: ${lost}`,
    };
  },
};
