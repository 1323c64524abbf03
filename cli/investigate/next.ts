import { runbookById } from "#runbooks";
import type { BriefHost, Runbook } from "#machines/contract/index.ts";
import { fillingFor, handOversOf } from "#machines/hand-over.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

export interface Next {
  readonly runbook: string;
  readonly title: string;
  readonly points: number;
  readonly hosts: readonly string[];
  readonly command: string;
}

/** Where a first look leads, as commands that can be typed; words in capitals are what nobody has said yet. */
export function nextOf(events: readonly InvestigationEvent[], from?: string): readonly Next[] {
  const [first] = events;
  const concluded = events.findLast((event) => event.type === "concluded");
  if (first?.type !== "started" || concluded === undefined) return [];
  const nameOf = (key: string): string => hostsOf(events).find((host) => host.key === key)?.name ?? key;
  return handOversOf(concluded.verdict, first.runbook).flatMap((each) => {
    const runbook = runbookById(each.runbook);
    if (runbook === undefined) return [];
    const filling = fillingFor(runbook, each, events);
    const command = commandOf(runbook, filling, from);
    return [{ runbook: runbook.id, title: runbook.title, points: each.points, hosts: each.hosts.map(nameOf), command }];
  });
}

/** In one paragraph each, the most telling first. */
export const sayNext = (next: readonly Next[]): string =>
  next.length === 0
    ? ""
    : `\n### What to investigate next\n\n${next.map(({ title, hosts, command }, index) => `${index + 1}. ${title}: it shows on ${hosts.join(", ")}.\n\n       ${command}`).join("\n\n")}\n`;

const MISSING: Readonly<Record<string, string>> = { ipAddress: "ADDRESS", port: "PORT", interface: "INTERFACE", count: "NUMBER" };

function commandOf(runbook: Runbook, { hosts, inputs }: ReturnType<typeof fillingFor>, from: string | undefined): string {
  const roles = Object.entries(runbook.roles).flatMap(([role, { required }]) => {
    const named = hosts[role] ?? [];
    if (named.length === 0) return required ? [`--host ${role}=HOST`] : [];
    return named.map((host) => `--host ${role}=${destinationOf(host)}`);
  });
  const given = Object.entries(runbook.inputs).flatMap(([name, { required, default: usual, type }]) => {
    const value = inputs[name];
    if (value !== undefined) return [`--input ${name}=${value}`];
    return required && usual === undefined ? [`--input ${name}=${MISSING[type] ?? "VALUE"}`] : [];
  });
  return ["culprit investigate", runbook.id, ...roles, ...given, ...(from === undefined ? [] : [`--from ${from}`])].join(" ");
}

function destinationOf({ address, user, port, netns }: BriefHost): string {
  const at =
    port === undefined ? address : address.includes(":") && !address.startsWith("lab:") ? `[${address}]:${port}` : `${address}:${port}`;
  return `${user === undefined ? "" : `${user}@`}${at}${netns === undefined ? "" : `/${netns}`}`;
}
