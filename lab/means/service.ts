import { startProcess } from "../hosts/extra.ts";
import type { Lab, LabHost } from "../hosts/lab.ts";
import { tcpSockets } from "../measure/sockets.ts";
import { pythonProgram } from "../programs/python.ts";
import { waitUntil } from "./wait.ts";

export interface Service {
  readonly owner: string;
  /** The process's name, as ss and ps show it. */
  readonly name: string;
  readonly on: LabHost;
  readonly port: number;
  /** What is different from a service that works; see service.py. */
  readonly wishes?: Readonly<Partial<Record<"backlog" | "accepts" | "turn" | "closes" | "descriptors", number>>>;
}

/** A TCP service on the host's data address that answers every request. There when this returns. */
export const startService = async (lab: Lab, { owner, name, on, port, wishes = {} }: Service): Promise<void> => {
  const settings = Object.entries(wishes).map(([key, value]) => `${key}=${value}`);
  await startProcess(lab, { owner, name, on, argv: pythonProgram("service.py", name, on.dataAddress, port, ...settings) });
  await waitUntil(`${name} listens on ${on.name}`, () => isListening(on, port));
};

export const isListening = async (on: LabHost, port: number): Promise<boolean> =>
  (await tcpSockets(on, "sport", "=", `:${port}`)).some((socket) => socket.state === "LISTEN");

export interface Clients {
  readonly owner: string;
  readonly name: string;
  readonly from: LabHost;
  readonly to: LabHost;
  readonly port: number;
  readonly everyMs: number;
  /** Connections each time. */
  readonly burst: number;
  readonly patienceMs: number;
  /** Connections stay open for ever. */
  readonly keep?: boolean;
}

export const startClients = (lab: Lab, clients: Clients): Promise<void> => {
  const { owner, name, from, to, port, everyMs, burst, patienceMs, keep = false } = clients;
  const argv = pythonProgram("clients.py", name, to.dataAddress, port, everyMs, burst, patienceMs, keep ? 1 : 0);
  return startProcess(lab, { owner, name, on: from, argv });
};

/** The other host of a pair. */
export const otherOf = (lab: Lab, host: LabHost): LabHost => {
  const other = lab.hosts.find((each) => each.name !== host.name);
  if (other === undefined) throw new Error(`${host.name} is alone in its lab`);
  return other;
};
