import { sayClaim } from "#machines/explain/hypothesis.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { CULPRIT } from "../investigate/bench.ts";
import { Fenced } from "../investigate/log.ts";
import { pause } from "../investigate/pause.ts";
import { statusOf } from "../investigate/status.ts";
import type { Journal } from "../journal.ts";
import { hostInvestigation, type SweepPlan } from "./plan.ts";

export interface Means {
  readonly journal: Journal;
  /** Works on one investigation until it ends or waits for a person; false when another worker holds it. */
  readonly work: (id: string, signal: AbortSignal) => Promise<boolean>;
  /** Nothing is begun any more once a person stopped it. */
  readonly isStopped: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Another worker lets go when its hold runs out; looked at again this much later. */
const BUSY_MS = 2_000;

/**
 * Each host is a small investigation of its own, with its own log, ledger and raw outputs. So many at once; a host that waits for a person does not hold up the
 * others. Can be killed and called again: what was read is not read again.
 */
export async function sweepHosts(plan: SweepPlan, means: Means): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < plan.hosts.length && !means.signal.aborted && !(await means.isStopped())) {
      next += 1;
      await sweepHost(plan, next, means);
    }
  };
  // One that fails lets the others end first: what they hold is theirs.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(plan.atOnce, plan.hosts.length) }, worker));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function sweepHost(plan: SweepPlan, n: number, { journal, work, isStopped, signal }: Means): Promise<void> {
  const id = hostInvestigation(plan.id, n);
  await begin(plan, n, journal);
  const stop = (reason: string) => journal.append(id, { expected: null, events: [{ body: { type: "stopped", reason }, actor: CULPRIT }] });
  // Stopped just then: whoever stopped it did not see this one yet.
  if ((await isStopped()) && statusOf(await journal.read(id)) === "running") return void (await stop("The sweep was stopped."));
  try {
    while (!signal.aborted && statusOf(await journal.read(id)) === "running") if (!(await work(id, signal))) await pause(BUSY_MS, signal);
  } catch (error) {
    if (error instanceof Fenced || signal.aborted) return;
    // A defect with one host must not keep the sweep from the others, nor have it tried for ever.
    await stop(`A defect of Culprit: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Enters the host's investigation, unless it was entered before the server was killed. */
async function begin({ id: sweep, runbook, inputs, hosts, actor }: SweepPlan, n: number, journal: Journal): Promise<void> {
  const id = hostInvestigation(sweep, n);
  const host = hosts[n - 1];
  const [role] = Object.keys(runbook.roles);
  if (host === undefined || role === undefined || (await journal.read(id)).length > 0) return;
  const [hypothesis] = Object.values(runbook.hypotheses);
  const title = (hypothesis === undefined ? runbook.title : sayClaim(hypothesis, { host: host.name, object: undefined })).slice(0, 200);
  const created = await journal.create({ id, title, runbook, hostNames: [host.name], practice: false, actor, sweep }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const body: EventBody = {
    type: "started",
    title,
    runbook,
    brief: { hosts: [{ key: role, role, ...host }], inputs },
    practice: false,
    sweep,
  };
  const appended = await journal.append(id, { expected: 0, events: [{ body, actor }] });
  // Created and not begun, or begun by another worker just now: both are as wanted.
  if (!appended.ok && appended.why === "gone") throw created ?? new Error(`${id} could not be entered`);
}
