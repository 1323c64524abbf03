import { catalogue } from "#collectors";
import { runbookById, runbooks } from "#runbooks";
import type { Hypothesis, InputSpec, Runbook } from "#machines/contract/index.ts";
import { sayClaim } from "#machines/explain/hypothesis.ts";
import { inequation } from "#machines/explain/claim.ts";
import { cellOf } from "#machines/sweep/cell.ts";
import type { Cell } from "#machines/sweep/cell-state.ts";
import type { SignatureCost } from "#machines/sweep/cost.ts";
import { signatureOf, type Looked } from "#machines/sweep/signature.ts";
import { closedGroups } from "../access/groups.ts";
import type { Visitor } from "../access/rights.ts";
import type { HostLog, SweepItem, SweepRow } from "../store/sweeps.ts";
import type { SweepHost } from "../sweep/plan.ts";
import { web } from "../web.ts";
import { readLab } from "../lab/inventory.ts";
import { shownTo } from "./shown.ts";

export type { SweepItem } from "../store/sweeps.ts";
export type { SweepHost } from "../sweep/plan.ts";

/** One host of a sweep: which of them, and how it stands. */
export interface HostCell extends Cell {
  /** From 1, in the order in which they were named. */
  readonly n: number;
  readonly investigation: string;
}

export const cellsOf = (logs: readonly HostLog[]): readonly HostCell[] =>
  logs.map(({ investigation, events }) => ({
    n: Number(investigation.slice(investigation.lastIndexOf(".") + 1)),
    investigation,
    ...cellOf(events),
  }));

const LISTED = 100;

export interface SweepLine extends Omit<SweepItem, "hypothesis"> {
  readonly title: string;
  readonly claim: string;
}

/** The newest sweeps. */
export async function sweepsPage(visitor: Visitor): Promise<readonly SweepLine[]> {
  const { store } = await web();
  const items = await store.sweeps.list(LISTED);
  return (await shownTo(visitor)).value(
    items.map(({ hypothesis, ...item }) => ({
      ...item,
      claim: bare(hypothesis),
      title: runbookById(item.runbookId)?.title ?? item.runbookId,
    })),
  );
}

/** A claim about no host in particular. */
const bare = (hypothesis: Hypothesis | undefined): string =>
  hypothesis === undefined ? "" : sayClaim(hypothesis, { host: undefined, object: undefined });

export interface SweepPage {
  readonly sweep: Pick<
    SweepRow,
    "id" | "number" | "hypothesis" | "status" | "stoppedBy" | "createdAt" | "endedAt" | "inputs" | "atOnce"
  > & {
    readonly startedByName: string;
    readonly runbook: { readonly id: string; readonly version: number; readonly title: string };
    readonly claim: string;
    readonly looked: readonly string[];
    readonly of: number;
  };
  readonly hosts: readonly SweepHost[];
  readonly cells: readonly HostCell[];
}

/** Whether the address of one names one. */
export async function isSweep(id: string): Promise<boolean> {
  const { store } = await web();
  return (await store.sweeps.get(id)) !== null;
}

/** One sweep with all that its page needs; null when there is none. */
export async function sweepPage(id: string, visitor: Visitor): Promise<SweepPage | null> {
  const { store } = await web();
  const row = await store.sweeps.get(id);
  if (row === null) return null;
  const { runbook, hosts, actor, ...rest } = row;
  const cells = cellsOf(await store.sweeps.hosts(id));
  const sweep = {
    ...rest,
    startedByName: actor.name,
    runbook: { id: runbook.id, version: runbook.version, title: runbook.title },
    claim: bare(runbook.hypotheses[row.hypothesis]),
    looked: sayLooked(
      runbook.tests.flatMap((test) => Object.values(test.predicts).flatMap((claims) => claims.map((claim) => ({ test: test.id, claim })))),
    ),
    of: runbook.signature?.of ?? 0,
  };
  return (await shownTo(visitor)).value({ sweep, hosts, cells });
}

const sayLooked = (looked: readonly Looked[]): readonly string[] =>
  looked.map(({ test, claim }) => `${test}: ${inequation(claim, claim.of)}`);

/** A cause as the form offers it. */
export interface CauseOffer {
  readonly id: string;
  readonly claim: string;
  readonly signature:
    | { readonly cannot: string }
    | {
        readonly cost: SignatureCost;
        readonly looked: readonly string[];
        readonly left: readonly { readonly say: string; readonly why: string }[];
        readonly of: number;
        readonly inputs: Readonly<Record<string, InputSpec>>;
      };
}

/** A host as the form offers it. */
export interface HostOffer extends SweepHost {
  readonly group: string | null;
  readonly labels: readonly string[];
  /** This person may not investigate it. */
  readonly closed: boolean;
}

export interface NewSweepPage {
  readonly types: readonly { readonly id: string; readonly title: string; readonly sweepable: number; readonly causes: number }[];
  readonly causes: readonly CauseOffer[];
  readonly hosts: readonly HostOffer[];
}

const offerOf = (runbook: Runbook, id: string): CauseOffer => {
  const signature = signatureOf(runbook, id, catalogue);
  const claim = bare(runbook.hypotheses[id]);
  if ("cannot" in signature) return { id, claim, signature };
  const { cost, looked, left } = signature;
  return {
    id,
    claim,
    signature: {
      ...{ cost, looked: sayLooked(looked), of: looked.length + left.length, inputs: signature.runbook.inputs },
      left: left.map((one) => ({ say: sayLooked([one])[0] ?? "", why: one.why })),
    },
  };
};

/** What can be swept, of one incident type; and the hosts there are, with those that this person may not investigate. */
export async function newSweepPage(type: string, visitor: Visitor): Promise<NewSweepPage> {
  const { store } = await web();
  const [inventory, ground, account, lab] = await Promise.all([
    store.inventory.list(),
    store.groups.ground(),
    store.access.accounts.get(visitor.id),
    readLab(),
  ]);
  const who = { id: visitor.id, roles: account?.roles ?? [] };
  const accounts = visitor.signedIn !== undefined || visitor.key !== undefined;
  const closed = (host: (typeof inventory)[number]): boolean =>
    accounts &&
    ground !== null &&
    closedGroups(ground, { addresses: [host.address], port: host.port }, { who, right: "investigate" }).length > 0;
  const kept = inventory.map((host): HostOffer => ({
    ...{ name: host.name, address: host.address, group: host.group, labels: host.labels, closed: closed(host) },
    ...(host.port === null ? {} : { port: host.port }),
    ...(host.user === null ? {} : { user: host.user }),
    ...(host.netns === null ? {} : { netns: host.netns }),
  }));
  const made =
    lab.state === "up"
      ? lab.inventory.hosts.map(({ name }): HostOffer => ({ name, address: `lab:${name}`, group: "Lab", labels: [], closed: false }))
      : [];
  const runbook = runbookById(type);
  return {
    types: runbooks.map(({ id, title, hypotheses }) => ({
      ...{ id, title, causes: Object.keys(hypotheses).length },
      sweepable: Object.keys(hypotheses).filter((one) => !("cannot" in signatureOf(runbookById(id) as Runbook, one, catalogue))).length,
    })),
    causes: runbook === undefined ? [] : Object.keys(runbook.hypotheses).map((id) => offerOf(runbook, id)),
    hosts: [...kept, ...made.filter(({ name }) => !kept.some((one) => one.name === name))],
  };
}
