import { hostOf, type LabHost } from "../../hosts/lab.ts";
import { endLingering } from "../../means/lingering.ts";
import { hangsAtTheEnd, readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import { SERVER1, SERVER2 } from "../../topologies/gateway/addresses.ts";
import { hangingResponse } from "../../topologies/gateway/gateway.ts";
import { PAGES_CONFIGURATION, PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { type Fault, textOf } from "../fault.ts";

const BYTES = 600;

/** What a service says above its answer, to a client that asked for the end of the connection. */
const headOf = async (from: LabHost, server: LabHost): Promise<string> => {
  const ask = `printf 'GET /${BYTES} HTTP/1.0\\r\\nConnection: close\\r\\n\\r\\n' >&3; head -c 70 <&3`;
  const { stdout } = await from.exec(["timeout", "2", "bash", "-c", `exec 3<>/dev/tcp/${server.dataAddress}/${PAGES_PORT}; ${ask}`]);
  return stdout;
};

/** Length and all are in the answer, so a client of today is served at once; one that reads to the end waits for an end that was never promised. */
export const keptAlive: Fault = {
  id: "kept-alive",
  kind: "fault",
  topology: "gateway",
  about: "The page service answers clients that asked for the end of the connection as if they wanted to keep it, and waits for more.",
  story: "Since the page service was renewed an old program takes until its timeout for every page. Browsers and curl are as fast as ever.",
  groundTruth: { causes: [{ id: "keepAliveAnswer" }] },
  parameters: { server: "server1" },
  variants: { translated: { server: "server2" } },
  asks: (parameters) => [hangingResponse("client1", { target: textOf(parameters, "server") === "server1" ? SERVER1 : SERVER2 })],
  inject: async (lab, parameters) => {
    await hostOf(lab, textOf(parameters, "server")).must(["sh", "-c", `echo "close keep" > ${PAGES_CONFIGURATION}`]);
  },
  heal: async (lab, parameters) => {
    await hostOf(lab, textOf(parameters, "server")).must(["rm", "-f", PAGES_CONFIGURATION]);
    await endLingering(lab);
  },
  check: async (lab, parameters) => {
    const [from, server] = [hostOf(lab, "client1"), hostOf(lab, textOf(parameters, "server"))];
    const head = await headOf(from, server);
    const result = await readPage({ from, server, bytes: BYTES, patienceMs: 1_500 });
    const keeps = /^Connection: keep-alive\r?$/m.test(head);
    return {
      symptom: hangsAtTheEnd(result, BYTES),
      mechanism: keeps,
      saw: `client1 ${describeTransfer(result)}; ${server.name} ${keeps ? "says that it keeps the connection" : "does not say that it keeps the connection"}`,
    };
  },
};
