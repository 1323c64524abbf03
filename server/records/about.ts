import { changesIn } from "#machines/confirm/state.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { countCommands } from "#machines/journal/select.ts";
import { hashOfLog } from "./chain.ts";

/** Of an action only these are recorded: what and where, never a key, a password, a bundle or what people wrote. */
const TELLING: ReadonlySet<string> = new Set(
  "id cause host address port user netns runbook incident algorithm fingerprint approve collector test login account session roles role rights group closed days olderThanDays from alert request choice unknown".split(
    " ",
  ),
);

export function aboutAction(action: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const told = Object.fromEntries(Object.entries(action).filter(([name, value]) => TELLING.has(name) && value !== undefined));
  const { brief, name } = action;
  const hosts =
    typeof brief === "object" && brief !== null && "hosts" in brief
      ? { hosts: brief.hosts }
      : action["do"] === "startSweep"
        ? { hosts: action["hosts"] }
        : {};
  // The name of a host; a rename has a title.
  return { ...told, ...(typeof name === "string" ? { name } : {}), ...hosts };
}

/** Of these the answer says what came of it: the investigation, the host, a fingerprint. Other answers may hold what nobody should have twice. */
const MAKING: ReadonlySet<string> = new Set(["start", "startSweep", "practice", "import", "addHost", "keepKey", "rotateKeys"]);

export const aboutResult = (action: string, result: { readonly ok: boolean; readonly id?: string }): Readonly<Record<string, unknown>> =>
  MAKING.has(action) && result.ok && result.id !== undefined ? { id: result.id } : {};

/** A configuration may name a thousand at once; the entry is read by a person. */
const MOST_NAMED = 50;

interface AddedHosts {
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  /** Whose names were taken; nothing where all were refused. */
  readonly left: readonly string[];
}

/** Which hosts came into the inventory together; of a refused action, which were asked for. */
export function aboutHosts({ hosts, left }: AddedHosts): Readonly<Record<string, unknown>> {
  const rest = [...left];
  // From the end: of two with one name the first was added.
  const added = hosts.toReversed().filter(({ name }) => {
    const at = rest.indexOf(name);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  const named = added.toReversed().slice(0, MOST_NAMED);
  return {
    hosts: named.map(({ name, address }) => ({ name, address })),
    ...(added.length > named.length ? { more: added.length - named.length } : {}),
    ...(left.length > 0 ? { taken: left.length } : {}),
  };
}

/** Which change of which host somebody decided about; its id alone tells nobody, and is all there is where none was proposed under it. */
export function aboutChange(events: readonly InvestigationEvent[], id: string): Readonly<Record<string, unknown>> {
  const proposal = changesIn(events).find((one) => one.proposal.id === id)?.proposal;
  if (proposal === undefined) return { change: id };
  const host = hostsOf(events).find(({ key }) => key === proposal.host);
  const { title, before, after, unit } = proposal;
  return {
    ...(host === undefined ? { host: proposal.host } : { host: host.name, address: host.address }),
    change: `${title} from ${before} to ${`${after} ${unit}`.trim()}`,
  };
}

/** What an investigation did to each host, once it has ended; null before. */
export function aboutEnd(id: string, events: readonly InvestigationEvent[]): Readonly<Record<string, unknown>> | null {
  const [first] = events;
  if (first?.type !== "started" || !events.some(({ type }) => type === "concluded" || type === "stopped")) return null;
  // As the page counts them: what one command read together is one.
  const ran = (key: string): number =>
    countCommands(
      events.flatMap((event) =>
        (event.type === "observed" || event.type === "unavailable") &&
        event.facts !== undefined &&
        event.facts.derived !== true &&
        event.facts.from === undefined &&
        `${event.request}.`.includes(`.${key}.`)
          ? [{ request: event.request, attempt: event.attempt }]
          : [],
      ),
      events,
    );
  const changed = (key: string): string => {
    const ledger = events.findLast((event) => event.type === "ledger" && event.host === key);
    if (ledger?.type !== "ledger") return "not proven";
    if (ledger.checks.some(({ same }) => same === false)) return "differs";
    return ledger.checks.every(({ same }) => same === true) ? "nothing" : "not proven";
  };
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict.kind ?? null;
  return {
    investigation: id,
    runbook: `${first.runbook.id} ${first.runbook.version}`,
    verdict,
    hosts: hostsOf(events).map(({ key, name, address }) => ({ name, address, commands: ran(key), changed: changed(key) })),
    log: hashOfLog(events),
  };
}
