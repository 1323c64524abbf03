import { z } from "zod";
import type { LabHost } from "../hosts/lab.ts";
import { waitUntil } from "../means/wait.ts";
import { runInstrument } from "../programs/python.ts";
import { udpSockets } from "./sockets.ts";

export interface StreamSpec {
  readonly from: LabHost;
  readonly to: LabHost;
  readonly count: number;
  readonly intervalMs: number;
  readonly bytes: number;
}

export interface Streamed {
  readonly sent: number;
  readonly lost: number;
}

const PORT = 5_004;
const received = z.object({ received: z.number() });
const sent = z.object({ sent: z.number() });

/** A steady stream of datagrams whose sender, unlike ping, does not hear of a full queue of its own host. */
export const stream = async ({ from, to, count, intervalMs, bytes }: StreamSpec): Promise<Streamed> => {
  const patienceMs = 2 * count * intervalMs + 2_000;
  const incoming = runInstrument(to, "datagrams-in.py", [to.dataAddress, PORT, patienceMs]);
  const outgoing = waitUntil(`a receiver on ${to.name}`, async () => (await udpSockets(to, "sport", "=", `:${PORT}`)).length > 0).then(() =>
    runInstrument(from, "datagrams-out.py", [to.dataAddress, PORT, count, intervalMs, bytes]),
  );
  const [came, went] = await Promise.all([incoming, outgoing]);
  const total = sent.parse(went).sent;
  return { sent: total, lost: total - received.parse(came).received };
};
