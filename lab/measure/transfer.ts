import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import { runInstrument } from "../programs/python.ts";

export interface TransferSpec {
  readonly from: Namespace;
  readonly to: string;
  /** get: reads a page until the peer closes; put: sends one; again: asks twice on one connection. */
  readonly kind: "get" | "put" | "again";
  readonly bytes: number;
  readonly patienceMs: number;
  /** Between the two requests of "again". */
  readonly idleMs?: number;
}

const transferred = z.object({
  connected: z.boolean(),
  /** Of the last answer, its header included. */
  received: z.number(),
  /** close: the peer closed; complete: all of the answer is there; timeout, refused, reset, or the kernel's words. */
  ended: z.string(),
  /** Without the idle time. */
  ms: z.number(),
});
export type Transferred = Readonly<z.infer<typeof transferred>>;

/** One transfer with a page service. */
export const transfer = async ({ from, to, kind, bytes, patienceMs, idleMs = 0 }: TransferSpec): Promise<Transferred> =>
  transferred.parse(await runInstrument(from, "transfer.py", [to, kind, bytes, patienceMs, idleMs]));

export const isWell = ({ ended }: Transferred): boolean => ended === "close" || ended === "complete";

export const describeTransfer = ({ connected, received, ended, ms }: Transferred): string =>
  connected ? `connected, ${received} bytes back, ended by ${ended} after ${ms} ms` : `not connected: ${ended} after ${ms} ms`;
