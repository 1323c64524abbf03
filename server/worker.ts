import { randomUUID } from "node:crypto";
import type { Bench } from "./investigate/bench.ts";
import { drive } from "./investigate/drive.ts";
import { Fenced } from "./investigate/log.ts";

/** How long a worker that died keeps others out. Renewed three times within it. */
const LEASE_MS = 15_000;

/**
 * Works on one investigation until it waits for a person or ends. Returns false when another worker holds it.
 * Delivery is at least once: what a second worker does meanwhile is fenced off by the lease.
 */
export async function work(bench: Bench, id: string, signal: AbortSignal): Promise<boolean> {
  const token = randomUUID();
  if (!(await bench.journal.lease(id, token, LEASE_MS))) return false;
  const lost = new AbortController();
  const renew = setInterval(() => {
    bench.journal.lease(id, token, LEASE_MS).then(
      (held) => held || lost.abort(new Fenced(`investigation ${id}: lease lost`)),
      // The next renewal tries again; if the database stays away the append fails and says why.
      (error: unknown) => void error,
    );
  }, LEASE_MS / 3);
  try {
    await drive(bench, id, { lease: token, signal: AbortSignal.any([signal, lost.signal]) });
    return true;
  } catch (error) {
    if (error instanceof Fenced) return false;
    throw error;
  } finally {
    clearInterval(renew);
    await bench.journal.release(id, token);
  }
}
