import type { BriefHost, Runbook } from "#machines/contract/index.ts";
import type { Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { statusOf } from "#server/investigate/status.ts";
import { report } from "../../investigate/report.ts";
import type { Collected } from "../baselines/collected.ts";
import type { PrintedReport } from "../score/said.ts";
import { collectEverything } from "./everything.ts";

export interface Examination {
  readonly runbook: Runbook;
  readonly hosts: readonly Omit<BriefHost, "key">[];
  readonly inputs: Readonly<Record<string, string>>;
  /** Also read everything once, for what the verdict is compared with. */
  readonly everything: boolean;
  readonly signal: AbortSignal;
}

export interface Examined {
  readonly report: PrintedReport;
  readonly collected: Collected | null;
}

/** One investigation without a server, as `culprit investigate --json` runs it. @throws Error when it does not come to a verdict. */
export async function examine(field: Field, { runbook, hosts, inputs, everything, signal }: Examination): Promise<Examined> {
  const started = await perform(field.office, localActor("cli"), { do: "start", runbook: runbook.id, brief: { hosts, inputs } });
  if (!started.ok || started.id === undefined) throw new Error(`it could not be started: ${JSON.stringify(started)}`);
  await field.drive(started.id, signal);
  const events = await field.bench.journal.read(started.id);
  const first = events[0];
  const failed = events.find((event) => event.type === "hostFailed");
  if (failed !== undefined) throw new Error(`${failed.host} was not reached: ${JSON.stringify(failed.failure)}`);
  const status = statusOf(events);
  if (status !== "concluded" || first?.type !== "started") throw new Error(`it came to no verdict: it is ${status}`);
  // What a script sees, and nothing that only this process knows.
  const printed = JSON.parse(JSON.stringify(report(events, field.bench.catalogue))) as PrintedReport;
  return { report: printed, collected: everything ? await collectEverything(field, runbook, first.brief) : null };
}
