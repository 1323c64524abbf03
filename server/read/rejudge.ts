import { catalogue } from "#collectors";
import { runbookById } from "#runbooks";
import type { Runbook } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import { signatureOf } from "#machines/sweep/signature.ts";
import { rejudge, type Rejudged } from "../bundle/rejudge.ts";
import type { NewObservation } from "../journal.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export type { Rejudged } from "../bundle/rejudge.ts";

export interface RejudgePage {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly runbook: Runbook;
  /** The version that judged it then. */
  readonly version: number;
  /** Names of hosts by their keys. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Raw outputs that were removed by a rule of retention. */
  readonly removed: number;
  readonly result: Rejudged | { readonly refused: string };
}

/** Today's version of what judged it then: of the whole runbook, or of one cause's signature. */
function todaysOf({ id, signature }: Runbook): Runbook | undefined {
  const runbook = runbookById(id);
  if (runbook === undefined || signature === undefined) return runbook;
  const today = signatureOf(runbook, signature.hypothesis, catalogue);
  return "cannot" in today ? undefined : today.runbook;
}

/** The stored outputs of one investigation under today's version of its runbook; null when there is no such investigation. */
export async function rejudgePage(id: string, visitor: Visitor): Promise<RejudgePage | null> {
  const { store } = await web();
  const found = await store.investigation(id);
  if (found === null) return null;
  const [log, observations] = await Promise.all([store.journal.read(id), store.observations(id)]);
  const [first] = log;
  if (first?.type !== "started") return null;
  const runbook = todaysOf(first.runbook);
  const raw = new Map(observations.map((each): [string, NewObservation] => [each.id, each]));
  const ended = log.some(({ type }) => type === "concluded" || type === "stopped");
  const shown = await shownTo(visitor);
  const page: RejudgePage = {
    ...{ id, number: found.number, title: found.title, version: first.runbook.version, runbook: runbook ?? first.runbook },
    hosts: Object.fromEntries(hostsOf(log).map(({ key, name }) => [key, name])),
    removed: log.reduce((sum, event) => sum + (event.type === "outputsRemoved" ? event.outputs : 0), 0),
    result: !ended
      ? { refused: "It has not ended yet." }
      : runbook === undefined
        ? { refused: `This Culprit has no runbook ${found.runbookId} any more.` }
        : rejudge({ log, raw, runbook, catalogue }),
  };
  return { ...shown.value({ ...page, runbook: null }), runbook: page.runbook };
}
