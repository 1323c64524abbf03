import type { InvestigationEvent } from "#machines/journal/event.ts";
import { cellOf } from "#machines/sweep/cell.ts";
import type { Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { planOf } from "#server/door/sweeps.ts";
import { plainActor } from "#server/access/rights.ts";
import { statusOf } from "#server/investigate/status.ts";
import { hostInvestigation, type SweepHost, type SweepPlan } from "#server/sweep/plan.ts";
import { sweepHosts } from "#server/sweep/sweep-hosts.ts";
import { Usage } from "../exit.ts";
import { answerKeys } from "../investigate/approve.ts";
import type { Tell } from "./tell.ts";

export interface Asked {
  readonly runbook: string;
  readonly cause: string;
  readonly inputs: Record<string, string>;
  readonly atOnce: number;
  readonly hosts: SweepHost[];
  readonly approve: "none" | "all";
}

/** A sweep without a server: each host's log is in memory, and what came of it is told. Ctrl-C stops the commands on the hosts. */
export async function sweepHere(field: Field, { approve, ...asked }: Asked, tell: Tell): Promise<number> {
  const plan = planOf(asked, { id: field.office.newId(), actor: plainActor(localActor("cli")) });
  if ("ok" in plan) {
    const details = Object.entries(plan.fields ?? {}).map(([name, why]) => `\n  ${name}: ${why}`);
    throw new Usage(`${plan.message}${details.join("")}`);
  }
  const { journal } = field.bench;
  const log = (n: number): Promise<readonly InvestigationEvent[]> => journal.read(hostInvestigation(plan.id, n));
  let stopped = false;
  const onSignal = (): void => {
    stopped = true;
    void stopAll(field, plan);
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const told = new Set<number>();
  const say = async (n: number, last: boolean): Promise<void> => {
    const cell = cellOf(await log(n));
    const host = plan.hosts[n - 1];
    if (host === undefined || told.has(n) || (!last && (cell.state === "waiting" || cell.state === "running"))) return;
    told.add(n);
    tell.host({ host: host.name, address: host.address, state: cell.state, reason: cell.reason, say: cell.say, lines: cell.lines });
  };
  const { signal } = new AbortController();
  const work = async (id: string): Promise<boolean> => {
    await field.drive(id, signal);
    const events = await journal.read(id);
    if (approve === "all" && statusOf(events) === "waiting") {
      await answerKeys(field, id, { events, approve });
      await field.drive(id, signal);
    }
    await say(Number(id.slice(id.lastIndexOf(".") + 1)), false);
    return true;
  };
  try {
    await sweepHosts(plan, { journal, work, isStopped: () => Promise.resolve(stopped), signal });
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  for (const n of plan.hosts.keys()) await say(n + 1, true);
  const { id, version, signature } = plan.runbook;
  return tell.end({
    ...{ sweep: plan.id, runbook: id, version, cause: signature?.hypothesis ?? "" },
    ...{ status: stopped ? "stopped" : "ended", hosts: plan.hosts.length },
  });
}

async function stopAll(field: Field, plan: SweepPlan): Promise<void> {
  for (const n of plan.hosts.keys()) {
    const id = hostInvestigation(plan.id, n + 1);
    if (statusOf(await field.bench.journal.read(id)) === "running")
      await perform(field.office, localActor("cli"), { do: "stop", id, reason: "Interrupted on the command line." });
  }
}
