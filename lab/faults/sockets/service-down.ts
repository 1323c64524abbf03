import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab, type LabHost } from "../../hosts/lab.ts";
import { otherOf } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { listensAt } from "../../measure/sockets.ts";
import { pythonProgram } from "../../programs/python.ts";
import { newConnections } from "../../topologies/flat.ts";
import { PAGES_PORT, startPages } from "../../topologies/gateway/pages.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";

/** Where the program is started instead of where its clients look for it. */
const ELSEWHERE: Readonly<Record<string, readonly [address: string, port: number]>> = {
  loopback: ["127.0.0.1", PAGES_PORT],
  "other-port": ["0.0.0.0", 8_000],
};

/** A kernel answers a SYN for a port that nobody listens on by itself, at once: nothing is lost, and every client is refused. */
export const serviceDown: Fault = {
  id: "service-down",
  kind: "fault",
  topology: "pair",
  about: "Nothing listens where a service's clients connect to: it does not run, or listens on another address or port.",
  story:
    "Nobody can use the web service since the machine was started anew: connection refused. The machine itself is up and answers ping.",
  groundTruth: (parameters) => ({ causes: [{ id: "serviceDown", host: textOf(parameters, "host") }] }),
  parameters: { host: "beta", listens: "nowhere" },
  variants: {
    /** As many services are after an update brought back their own configuration. Locally everything works. */
    loopback: { listens: "loopback" },
    "other-port": { listens: "other-port" },
    "on-alpha": { host: "alpha" },
  },
  asks: (parameters) => [newConnections(textOf(parameters, "host") === "beta" ? "alpha" : "beta", PAGES_PORT)],
  inject,
  heal: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    if (!(await isServed(host))) await startPages(host);
    await waitUntil("the page service is back", () => isServed(host));
  },
  check: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const result = await attemptConnections({
      ...{ from: otherOf(lab, host), to: host.dataAddress, port: PAGES_PORT, count: 6, patienceMs: 900 },
    });
    const served = await isServed(host);
    return {
      symptom: result.refused > 0,
      mechanism: !served,
      saw: `${describeAttempts(result)}; ${served ? "somebody listens" : "nobody listens"} on port ${PAGES_PORT} of ${host.dataAddress}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const host = hostOf(lab, textOf(parameters, "host"));
  await host.must(["pkill", "-x", "pages"]);
  await waitUntil("the page service has ended", async () => !(await isServed(host)));
  const [address, port] = ELSEWHERE[textOf(parameters, "listens")] ?? [];
  if (address === undefined || port === undefined) return;
  await startProcess(lab, { owner: serviceDown.id, name: "pages", on: host, argv: pythonProgram("service.py", "pages", address, port) });
  await waitUntil(`a service listens on ${address}`, () => listensAt(host, address, port));
}

const isServed = async (host: LabHost): Promise<boolean> =>
  (await listensAt(host, "0.0.0.0", PAGES_PORT)) || (await listensAt(host, host.dataAddress, PAGES_PORT));
