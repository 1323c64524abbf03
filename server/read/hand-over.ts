import { runbookById } from "#runbooks";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { BriefHost } from "#machines/contract/index.ts";
import { fillingFor, handOversOf } from "#machines/hand-over.ts";
import type { Visitor } from "../access/rights.ts";
import { investigationPage } from "./investigations.ts";
import type { Filled } from "./lab.ts";

/** The form of the runbook that a first look leads to, as far as its log can fill it, or the form of the same one once more; or why it cannot. */
export async function handedForm(to: string, from: string, visitor: Visitor): Promise<Filled | { readonly say: string }> {
  const page = await investigationPage(from, visitor);
  if (page === null) return { say: "The first look that this form should be filled from is not there any more." };
  const [first] = page.events;
  if (first?.type === "started" && first.runbook.id === to) return onceMore(from, first);
  const concluded = page.events.findLast((event) => event.type === "concluded");
  const runbook = runbookById(to);
  if (first?.type !== "started" || concluded === undefined || runbook === undefined)
    return { say: "That investigation has not ended, so it leads nowhere yet." };
  const leads = handOversOf(concluded.verdict, first.runbook).find((each) => each.runbook === to);
  const filling = fillingFor(runbook, leads ?? { runbook: to, points: 0, hosts: [] }, page.events);
  const each = <T>(of: (host: BriefHost) => T): Readonly<Record<string, readonly T[]>> =>
    Object.fromEntries(Object.entries(filling.hosts).map(([role, hosts]) => [role, hosts.map(of)]));
  return { key: `from:${from}`, from, hosts: each(destinationOf), netns: each(({ netns = "" }) => netns), inputs: filling.inputs };
}

/** The form with the host that a sweep read, in the role that it was read in, and what was told about it; or why it cannot. */
export async function sweptForm(investigation: string, visitor: Visitor): Promise<Filled | { readonly say: string }> {
  const page = await investigationPage(investigation, visitor);
  const first = page?.events[0];
  if (first?.type !== "started") return { say: "The host that this form should be filled from is not there any more." };
  const { hosts, inputs } = first.brief;
  const each = <T>(of: (host: BriefHost) => T): Readonly<Record<string, readonly T[]>> =>
    Object.fromEntries(hosts.map((host) => [host.role, [of(host)]]));
  return { key: `sweep:${investigation}`, hosts: each(destinationOf), netns: each(({ netns = "" }) => netns), inputs };
}

/** With its hosts and inputs as they were. Those of a practice incident answer only to what it recorded. */
function onceMore(from: string, { brief, practice }: Extract<InvestigationEvent, { type: "started" }>): Filled {
  const { hosts, inputs } = brief;
  const each = <T>(of: (host: BriefHost) => T): Readonly<Record<string, readonly T[]>> =>
    practice
      ? {}
      : Object.fromEntries(Object.entries(Object.groupBy(hosts, ({ role }) => role)).map(([role, among = []]) => [role, among.map(of)]));
  return { key: `again:${from}`, hosts: each(destinationOf), netns: each(({ netns = "" }) => netns), inputs: practice ? {} : inputs };
}

function destinationOf({ address, user, port }: BriefHost): string {
  const at = port === undefined ? address : `${address.includes(":") ? `[${address}]` : address}:${port}`;
  return user === undefined ? at : `${user}@${at}`;
}
