import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { otherOf, startClients, startService } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { attemptConnections, describeAttempts } from "../../measure/attempts.ts";
import { tcpSockets } from "../../measure/sockets.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { newConnections } from "../../topologies/flat.ts";

const RANGE = "net/ipv4/ip_local_port_range";
const FIRST = 40_000;

/**
 * A local port can be used once for each service that is connected to. Connections that are never closed keep theirs; one that is
 * closed by the side that opened it keeps its port for another minute, in TIME-WAIT.
 */
export const portsExhausted: Fault = {
  id: "ports-exhausted",
  kind: "fault",
  topology: "pair",
  about: "Every local port of the host is in use towards one service; no further connection can be opened to it.",
  story: "The application says that it cannot assign the requested address. Connections it has go on, other services are reached.",
  groundTruth: (parameters) => ({
    causes: [{ id: "portsExhausted", host: textOf(parameters, "host"), object: objectOf(parameters) }],
  }),
  parameters: { host: "alpha", port: 5_432, ports: 100, closes: false },
  variants: {
    "time-wait": { closes: true },
    wide: { ports: 1_000 },
    "on-beta": { host: "beta", port: 6_379, ports: 60 },
  },
  asks: (parameters) => [newConnections(textOf(parameters, "host"), numberOf(parameters, "port"))],
  inject,
  heal: async (lab, parameters) => {
    const { host, other, port } = placed(lab, parameters);
    await putBackOwn(host, RANGE);
    // What is left in TIME-WAIT, or of killed processes, would hold ports for another minute.
    await Promise.all([
      host.exec(["ss", "-K", "-a", "-t", "dport", "=", `:${port}`]),
      other.exec(["ss", "-K", "-a", "-t", "sport", "=", `:${port}`]),
    ]);
  },
  check: async (lab, parameters) => {
    const { host, other, port } = placed(lab, parameters);
    const result = await attemptConnections({ from: host, to: other.dataAddress, port, count: 5, patienceMs: 500 });
    const used = await usedPorts(lab, parameters);
    const [first = 0, last = 0] = (await host.must(["cat", `/proc/sys/${RANGE}`])).trim().split(/\s+/).map(Number);
    const range = last - first + 1;
    const states = [...Map.groupBy(used, ({ state }) => state)].map(([state, sockets]) => `${sockets.length} ${state}`);
    return {
      symptom: result.noPort > 0,
      mechanism: used.length >= range,
      saw: `${describeAttempts(result)}; ${host.name} uses ${used.length} of ${range} ports towards ${other.name}:${port} (${states.join(", ") || "none"})`,
    };
  },
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const owner = portsExhausted.id;
  const { host, other, port } = placed(lab, parameters);
  const ports = numberOf(parameters, "ports");
  await startService(lab, { owner, name: "database", on: other, port, wishes: { backlog: 1_024 } });
  await setOwn(host, RANGE, `${FIRST} ${FIRST + ports - 1}`);
  const keep = parameters["closes"] !== true;
  const load = { owner, name: "worker", from: host, to: other, port, everyMs: 50, burst: Math.ceil(ports / 10), patienceMs: 3_000, keep };
  await startClients(lab, load);
  await waitUntil(`${ports} ports of ${host.name} are used`, async () => (await usedPorts(lab, parameters)).length >= ports, 10_000);
}

const usedPorts = async (lab: Lab, parameters: Parameters) => {
  const { host, port } = placed(lab, parameters);
  return tcpSockets(host, "dport", "=", `:${port}`);
};

const objectOf = (parameters: Parameters): string =>
  parameters["closes"] === true ? "TIME-WAIT of closed connections" : "connections kept by worker";

const placed = (lab: Lab, parameters: Parameters) => {
  const host = hostOf(lab, textOf(parameters, "host"));
  return { host, other: otherOf(lab, host), port: numberOf(parameters, "port") };
};
