import type { Failure } from "../contract/index.ts";
import { sinceAdded, type HostBrief } from "./board.ts";
import { hostsOf } from "./brief.ts";
import type { InvestigationEvent } from "./event.ts";
import { commandsRun, commandsTried, countCommands, ofType } from "./select.ts";

/** A host as its card shows it. */
export interface HostRow extends HostBrief {
  readonly address: string;
  readonly netns: string | null;
  readonly failure: Failure | null;
  readonly asked: boolean;
  readonly commands: {
    readonly all: number;
    readonly byRisk: Readonly<Record<"R0" | "R1" | "R2" | "R3", number>>;
    /** Tried, and nothing was run: the host could not be reached, let nobody in, or was not to be asked this. None of the others counts them. */
    readonly unrun: number;
    /** Each as it ran, with the event that tells of it. */
    readonly lines: readonly { readonly seq: number; readonly line: string }[];
  };
  /** Load average at the end; undefined: it was not looked at, or not yet. */
  readonly loadAfter: number | null | undefined;
}

/** Of the hosts of a board. */
export function hostRows(events: readonly InvestigationEvent[], hosts: readonly HostBrief[]): readonly HostRow[] {
  const hostOf = requestHosts(events);
  const ran = commandsRun(events);
  const sent = new Set(ran);
  const unrun = commandsTried(events).filter((event) => !sent.has(event));
  return hostsOf(events).flatMap(({ key, address, port, netns }) => {
    const brief = hosts.find((one) => one.key === key);
    if (brief === undefined) return [];
    const { since } = sinceAdded(events, key);
    const isMine = ({ request }: { readonly request: string }): boolean => hostOf.get(request) === key;
    const mine = ran.filter(isMine);
    const risk = (class_: "R0" | "R1" | "R2" | "R3"): number =>
      countCommands(
        mine.filter((event) => event.risk === class_),
        events,
      );
    const asked = events.findLast((event) => (event.type === "hostKeyAsked" || event.type === "hostKeyAnswered") && event.host === key);
    return {
      ...brief,
      address: port === undefined ? address : `${address}:${port}`,
      netns: netns ?? null,
      failure: ofType(since, "hostFailed").findLast((event) => event.host === key)?.failure ?? null,
      asked: asked?.type === "hostKeyAsked",
      commands: {
        all: countCommands(mine, events),
        unrun: unrun.filter(isMine).length,
        byRisk: { R0: risk("R0"), R1: risk("R1"), R2: risk("R2"), R3: risk("R3") },
        lines: mine.map(({ seq, commandLine }) => ({ seq, line: commandLine })),
      },
      loadAfter: ofType(events, "ledger").findLast((event) => event.host === key)?.load1,
    };
  });
}

function requestHosts(events: readonly InvestigationEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap((event) =>
      event.type === "roundPlanned"
        ? event.round.requests.map(({ key, host }) => [key, host] as const)
        : event.type === "runAsked"
          ? [[event.request, event.host] as const]
          : [],
    ),
  );
}
