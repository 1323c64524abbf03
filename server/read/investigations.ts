import { catalogue } from "#collectors";
import { runbooks } from "#runbooks";
import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { practiceIncidents, type PracticeIncident } from "../practice/incidents.ts";
import type { InvestigationPage, ListQuery } from "../store/history/list.ts";
import type { InvestigationRow } from "../store/investigations.ts";
import type { Host } from "../door/inventory.ts";
import type { Visitor } from "../access/rights.ts";
import { askedTurn } from "../pseudonyms/asked.ts";
import { web } from "../web.ts";
import { newestOfWatch, rowsFor } from "./newest-of-watch.ts";
import { shownTo } from "./shown.ts";
import { watchShown, type WatchShown } from "./watch.ts";

export type { PracticeIncident } from "../practice/incidents.ts";
export type { InvestigationPage, ListQuery } from "../store/history/list.ts";
export type { InvestigationRow } from "../store/investigations.ts";

/** Whether the address of one names one. */
export async function isInvestigation(id: string): Promise<boolean> {
  const { store } = await web();
  return (await store.investigation(id)) !== null;
}

/** One investigation with all that its page needs; null when there is none. */
export async function investigationPage(
  id: string,
  visitor: Visitor,
): Promise<{
  readonly investigation: InvestigationRow;
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  /** Exports tell other addresses than the hosts have. */
  readonly pseudonyms: boolean;
  /** Null where it is not part of a watch that judges each event. */
  readonly watch: WatchShown | null;
} | null> {
  const { store } = await web();
  const found = await store.investigation(id);
  if (found === null) return null;
  const { runbook: _pinned, ...investigation } = found;
  const shown = await shownTo(visitor);
  const events = await store.journal.read(id);
  const [first] = events;
  const watch = first?.type === "started" && first.brief.watchEach === true ? await watchShown(id, visitor) : null;
  return { ...shown.value({ investigation, events }), catalogue, pseudonyms: (await askedTurn()) !== null, watch };
}

export async function listPage(query: ListQuery, visitor: Visitor): Promise<InvestigationPage> {
  const { store } = await web();
  return (await shownTo(visitor)).value(await store.listInvestigations(query));
}

export interface StartPage {
  /** Handed over to whoever looks, and not done with. */
  readonly handed: readonly InvestigationRow[];
  readonly running: readonly InvestigationRow[];
  readonly recent: readonly InvestigationRow[];
  readonly runbooks: readonly Runbook[];
  readonly hosts: readonly Host[];
  readonly practice: readonly PracticeIncident[];
}

const HANDED_SHOWN = 5;
/** What ended longer ago without being signed off is not waited for any more. */
const HANDED_DAYS = 7;
const DAY_MS = 86_400_000;
const RUNNING_SHOWN = 8;
const RECENT_SHOWN = 8;

export async function startPage(visitor: Visitor): Promise<StartPage> {
  const { store } = await web();
  const shown = await shownTo(visitor);
  const [handed, running, recent, hosts, practice] = await Promise.all([
    store.listInvestigations({ limit: 4 * HANDED_SHOWN, heldBy: visitor.id }),
    store.listInvestigations({ limit: RUNNING_SHOWN, status: ["running", "waiting", "paused"] }),
    store.listInvestigations({ limit: rowsFor(RECENT_SHOWN), status: ["concluded", "stopped"] }),
    store.inventory.list(),
    practiceIncidents(),
  ]);
  return {
    ...shown.value({
      handed: handed.rows.filter(isOpen).slice(0, HANDED_SHOWN),
      running: running.rows,
      recent: newestOfWatch(recent.rows, RECENT_SHOWN),
      hosts,
    }),
    ...{ runbooks, practice },
  };
}

/** It goes on, or ended lately and nobody has signed it off. */
const isOpen = ({ endedAt, signedOffAt }: InvestigationRow): boolean =>
  endedAt === null || (signedOffAt === null && Date.now() - endedAt.getTime() < HANDED_DAYS * DAY_MS);

/** The practice incidents, as their page lists them. */
export async function practicePage(): Promise<readonly (PracticeIncident & { readonly runbookTitle: string })[]> {
  const incidents = await practiceIncidents();
  return incidents.map((incident) => ({
    ...incident,
    runbookTitle: runbooks.find(({ id }) => id === incident.runbook)?.title ?? incident.runbook,
  }));
}

/** Raw output of one command, as it came from the host; null when there is none, or none that may be shown. */
export async function rawOutput(
  investigationId: string,
  observationId: string,
  visitor: Visitor,
): Promise<{ readonly stdout: Buffer; readonly stderr: Buffer } | null> {
  const { store } = await web();
  const [found, shown] = [await store.readObservation(investigationId, observationId), await shownTo(visitor)];
  const [stdout, stderr] = found === null ? [null, null] : [shown.output(found.stdout), shown.output(found.stderr)];
  return stdout === null || stderr === null ? null : { stdout, stderr };
}
