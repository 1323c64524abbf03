import { join } from "node:path";
import type { BriefHost, Runbook } from "#machines/contract/index.ts";
import type { Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { statusOf } from "#server/investigate/status.ts";
import { report } from "../../investigate/report.ts";
import type { PrintedReport } from "../score/said.ts";
import { collectEverything } from "./everything.ts";
import { sentenceOf, type Examined } from "./line.ts";

/** Nothing of the person's own plays a part: neither ~/.ssh/config nor an agent. */
export const OWN = { configFile: join(import.meta.dirname, "ssh_config"), pinsFile: "/dev/null", record: false } as const;

export interface Examination {
  readonly runbook: Runbook;
  readonly hosts: readonly Omit<BriefHost, "key">[];
  readonly inputs: Readonly<Record<string, string>>;
  /** Also read everything once, for what the verdict is compared with. */
  readonly everything: boolean;
  readonly signal: AbortSignal;
}

/** One investigation without a server, as `culprit investigate --json` runs it. Whatever Culprit fails at is told as no verdict. */
export async function examine(open: () => Field, examination: Examination): Promise<Examined> {
  try {
    const field = open();
    try {
      return await investigateWith(field, examination);
    } finally {
      await field.close();
    }
  } catch (error) {
    return { counted: true, report: null, why: sentenceOf(error) };
  }
}

/** @throws Error when it does not come to a verdict. */
async function investigateWith(field: Field, { runbook, hosts, inputs, everything, signal }: Examination): Promise<Examined> {
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
  if (!everything) return { counted: true, report: printed, collected: null };
  try {
    return { counted: true, report: printed, collected: await collectEverything(field, runbook, first.brief) };
  } catch (error) {
    // The verdict is there, and stands whatever becomes of the comparison.
    return { counted: true, report: printed, collected: null, notCollected: sentenceOf(error) };
  }
}
