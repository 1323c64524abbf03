import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import { runInstrument } from "../programs/python.ts";

export interface EchoSpec {
  readonly from: Namespace;
  readonly to: string;
  readonly count: number;
  readonly intervalMs: number;
  /** How long answers may take after the last request. It is waited for only as long as answers are missing. */
  readonly patienceMs?: number;
  /** Of ICMP; the packet is 28 bytes larger. */
  readonly payload?: number;
}

export interface Echoed {
  readonly sent: number;
  readonly lost: number;
}

const echoed = z.object({ sent: z.number(), answered: z.number() });

/** Echo requests with Don't Fragment, whose answers may be late: for counts that have to be right on a busy machine too. */
export const echo = async ({ from, to, count, intervalMs, patienceMs = 800, payload = 56 }: EchoSpec): Promise<Echoed> => {
  const { sent, answered } = echoed.parse(await runInstrument(from, "echo.py", [to, count, intervalMs, patienceMs, payload]));
  return { sent, lost: sent - answered };
};
