import { hostOf, type Lab } from "../../hosts/lab.ts";
import { otherOf, startClients, startService } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { around } from "../../measure/counters.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { tcpSockets } from "../../measure/sockets.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { newConnections } from "../../topologies/flat.ts";

/**
 * A full accept queue refuses the SYN itself, silently: the client sends it again after a second, and does not know whether
 * it was lost on the way. A client that gives up leaves its connection in the queue, so a queue that nobody empties stays full.
 */
export const listenOverflow: Fault = {
  id: "listen-overflow",
  kind: "fault",
  topology: "pair",
  about:
    "A service does not accept its connections, or too slowly; its listening socket's queue is full, and new ones are refused silently.",
  story: "The application on that host hangs for new users. Ping is clean, its port is open, its process runs, and nothing is in its log.",
  groundTruth: (parameters) => ({
    causes: [{ id: "listenOverflow", host: textOf(parameters, "host"), object: `TCP port ${numberOf(parameters, "port")} (app-server)` }],
  }),
  parameters: { host: "beta", port: 8_080, backlog: 4, turnMs: -1, clientsPerSecond: 10 },
  // A turn of -1 never comes.
  limits: { turnMs: [-1, 60_000] },
  variants: {
    "long-queue": { backlog: 64, clientsPerSecond: 40 },
    "slow-accept": { port: 443, turnMs: 250 },
    "on-alpha": { host: "alpha", port: 3_306, backlog: 10 },
  },
  asks: (parameters) => [newConnections(textOf(parameters, "host") === "beta" ? "alpha" : "beta", numberOf(parameters, "port"))],
  inject,
  heal: async () => {},
  check: async (lab, parameters) => {
    const { host, port } = placed(lab, parameters);
    const { result, change } = await around(
      () => protocolCounters(host),
      () => attemptConnections({ from: otherOf(lab, host), to: host.dataAddress, port, count: 12, patienceMs: 900 }),
    );
    const [listener] = (await tcpSockets(host, "sport", "=", `:${port}`)).filter((socket) => socket.state === "LISTEN");
    const overflows = change["TcpExtListenOverflows"] ?? 0;
    const queue = listener === undefined ? "nobody listens" : `${listener.receiveQueue} wait where ${listener.sendQueue} may`;
    return {
      symptom: result.unanswered > 0,
      mechanism: overflows > 0 && listener !== undefined && listener.receiveQueue >= listener.sendQueue,
      saw: `${describeAttempts(result)}; ListenOverflows on ${host.name} +${overflows}; ${queue}`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = listenOverflow.id;
  const { host, port } = placed(lab, parameters);
  const backlog = numberOf(parameters, "backlog");
  const wishes = { backlog, accepts: 1, turn: numberOf(parameters, "turnMs") };
  await startService(lab, { owner, name: "app-server", on: host, port, wishes });
  const everyMs = Math.round(1_000 / numberOf(parameters, "clientsPerSecond"));
  const load = { owner, name: "clients", from: otherOf(lab, host), to: host, port, everyMs, burst: 1, patienceMs: 1_500 };
  await startClients(lab, load);
  await waitUntil(`the queue of port ${port} is full`, async () => {
    const sockets = await tcpSockets(host, "sport", "=", `:${port}`);
    return sockets.some((socket) => socket.state === "LISTEN" && socket.receiveQueue > backlog);
  });
}

const placed = (lab: Lab, parameters: Parameters) => ({
  host: hostOf(lab, textOf(parameters, "host")),
  port: numberOf(parameters, "port"),
});
