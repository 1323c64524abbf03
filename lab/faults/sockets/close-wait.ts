import { hostOf, type Lab } from "../../hosts/lab.ts";
import { otherOf, startClients, startService } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { tcpSockets } from "../../measure/sockets.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { hangingService, newConnections } from "../../topologies/flat.ts";

/** Of the process itself: what it reads from and writes to, and the listening socket. */
const OWN_DESCRIPTORS = 4;

/**
 * The kernel cannot close a socket for its owner: after the client's FIN it stays in CLOSE-WAIT, and keeps a descriptor. At the
 * process's limit accept() fails; connections are still made, by the kernel alone, and wait in the queue without an answer.
 */
export const closeWait: Fault = {
  id: "close-wait",
  kind: "fault",
  topology: "pair",
  about: "A service never closes connections that its clients have closed, until it can open no more descriptors.",
  story: "Some hours after each restart the service stops answering. New connections are made and then nothing comes. A restart helps.",
  groundTruth: (parameters) => ({
    causes: [{ id: "socketLeak", host: textOf(parameters, "host"), object: `gateway-api, TCP port ${numberOf(parameters, "port")}` }],
  }),
  parameters: { host: "beta", port: 9_000, descriptors: 64 },
  variants: { large: { descriptors: 512 }, "on-alpha": { host: "alpha", port: 8_443 } },
  asks: (parameters) =>
    [newConnections, hangingService].map((ask) =>
      ask(textOf(parameters, "host") === "beta" ? "alpha" : "beta", numberOf(parameters, "port")),
    ),
  inject,
  heal: async () => {},
  check: async (lab, parameters) => {
    const { host, port } = placed(lab, parameters);
    const from = otherOf(lab, host);
    const result = await attemptConnections({ from, to: host.dataAddress, port, count: 4, patienceMs: 600 });
    const leaked = (await leakedSockets(lab, parameters)).length;
    const limit = numberOf(parameters, "descriptors");
    return {
      symptom: result.unanswered > 0,
      mechanism: leaked >= limit - OWN_DESCRIPTORS - 4,
      saw: `${describeAttempts(result)}; ${leaked} sockets of port ${port} on ${host.name} in CLOSE-WAIT with an owner that may have ${limit} descriptors`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = closeWait.id;
  const { host, port } = placed(lab, parameters);
  const descriptors = numberOf(parameters, "descriptors");
  await startService(lab, { owner, name: "gateway-api", on: host, port, wishes: { backlog: 1_024, closes: 0, descriptors } });
  const burst = Math.ceil(descriptors / 40);
  await startClients(lab, { owner, name: "clients", from: otherOf(lab, host), to: host, port, everyMs: 25, burst, patienceMs: 1_000 });
  const full = descriptors - OWN_DESCRIPTORS - 4;
  await waitUntil(`port ${port} is out of descriptors`, async () => (await leakedSockets(lab, parameters)).length >= full, 10_000);
}

/** Those that a process holds; what waits in the queue belongs to none yet. */
const leakedSockets = async (lab: Lab, parameters: Parameters) => {
  const { host, port } = placed(lab, parameters);
  const sockets = await tcpSockets(host, "sport", "=", `:${port}`);
  return sockets.filter(({ state, details }) => state === "CLOSE-WAIT" && details.includes("users:"));
};

const placed = (lab: Lab, parameters: Parameters) => ({
  host: hostOf(lab, textOf(parameters, "host")),
  port: numberOf(parameters, "port"),
});
