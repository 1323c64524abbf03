import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { otherOf, startClients, startService } from "../../means/service.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { tcpSockets } from "../../measure/sockets.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { newConnections } from "../../topologies/flat.ts";

const CAP = "net/core/somaxconn";
const PORT = 8_081;
/** What the service asks for. */
const BACKLOG = 1_024;
/** It takes all that wait, this often: much faster than its clients come on average. */
const TURN_MS = 150;
const BURST = 60;

/** The service keeps up; only the queue is too short for a burst, because the kernel gives it less than it asks for. */
export const somaxconnCap: Fault = {
  id: "somaxconn-cap",
  kind: "fault",
  topology: "pair",
  about: "The kernel caps a service's listen queue; a burst of clients does not fit into it, although the service keeps up.",
  story: "When many clients come at the same moment, some of them wait a second or three. Otherwise the service is fast.",
  groundTruth: (parameters) => ({
    causes: [{ id: "listenOverflow", host: textOf(parameters, "host"), object: `net.core.somaxconn, TCP port ${PORT} (web)` }],
  }),
  parameters: { host: "beta", somaxconn: 8 },
  variants: { tiny: { somaxconn: 1 }, "less-than-a-burst": { somaxconn: 30 }, "on-alpha": { host: "alpha" } },
  asks: (parameters) => [newConnections(textOf(parameters, "host") === "beta" ? "alpha" : "beta", PORT)],
  inject,
  heal: async (lab, parameters) => {
    await putBackOwn(hostOf(lab, textOf(parameters, "host")), CAP);
  },
  check: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const { result, change } = await around(
      () => protocolCounters(host),
      // A refused SYN is repeated after a second: until then whoever was refused has no answer.
      () => attemptConnections({ from: otherOf(lab, host), to: host.dataAddress, port: PORT, count: BURST, patienceMs: 800 }),
    );
    const [listener] = (await tcpSockets(host, "sport", "=", `:${PORT}`)).filter((socket) => socket.state === "LISTEN");
    const overflows = change["TcpExtListenOverflows"] ?? 0;
    const cap = Number(await host.must(["cat", `/proc/sys/${CAP}`]));
    return {
      symptom: result.unanswered > 0,
      mechanism: overflows > 0 && listener?.sendQueue === cap,
      saw: `${describeAttempts(result)}; ListenOverflows on ${host.name} +${overflows}; the queue holds ${listener?.sendQueue ?? 0}, somaxconn ${cap}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = somaxconnCap.id;
  const host = hostOf(lab, textOf(parameters, "host"));
  // The cap counts when a socket begins to listen.
  await setOwn(host, CAP, numberOf(parameters, "somaxconn"));
  await startService(lab, { owner, name: "web", on: host, port: PORT, wishes: { backlog: BACKLOG, turn: TURN_MS } });
  const load = { owner, name: "clients", from: otherOf(lab, host), to: host, port: PORT, everyMs: 1_000, burst: BURST, patienceMs: 800 };
  await startClients(lab, load);
}
