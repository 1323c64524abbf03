import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import { runInstrument } from "../programs/python.ts";

export interface RequestsSpec {
  readonly from: Namespace;
  readonly fromCpu: number;
  readonly to: Namespace;
  readonly address: string;
  /** The one the service runs on. */
  readonly cpu: number;
  readonly durationMs: number;
}

/** Below the ephemeral ports; used by nothing else in the lab. */
const PORT = 7_777;

/** How many requests per second a service of its own answers that stays on one CPU and needs 0.2 ms of it for each. */
export const requestsPerSecond = async ({ from, fromCpu, to, address, cpu, durationMs }: RequestsSpec): Promise<number> => {
  const run = (on: Namespace, part: string, own: number) => runInstrument(on, "requests.py", [part, address, PORT, own, durationMs]);
  const [asked] = await Promise.all([run(from, "ask", fromCpu), run(to, "serve", cpu)]);
  return z.object({ perSecond: z.number() }).parse(asked).perSecond;
};
