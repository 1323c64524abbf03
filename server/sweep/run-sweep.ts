import type { Bench } from "../investigate/bench.ts";
import type { Sweeps } from "../store/sweeps.ts";
import { work } from "../worker.ts";
import { sweepHosts } from "./sweep-hosts.ts";

/** Takes a sweep as far as it goes: to the end of its hosts, to a person's stop, or to the end of this process. */
export async function runSweep(
  { bench, sweeps }: { readonly bench: Bench; readonly sweeps: Pick<Sweeps, "get" | "end"> },
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const plan = await sweeps.get(id);
  if (plan?.status !== "running") return;
  const isStopped = async (): Promise<boolean> => (await sweeps.get(id))?.status !== "running";
  await sweepHosts(plan, { journal: bench.journal, work: (one, until) => work(bench, one, until), isStopped, signal });
  if (!signal.aborted) await sweeps.end(id);
}
