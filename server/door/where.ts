import { changesIn } from "#machines/confirm/state.ts";
import type { GroupRight } from "#machines/contract/index.ts";
import { sayNotGranted } from "#machines/explain/failure-what.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { closedGroups, isMadeHere, type Ground, type Place } from "../access/groups.ts";
import type { Visitor } from "../access/rights.ts";
import type { Action, ActionKind } from "./action.ts";
import type { Office } from "./office.ts";

/** Which hosts an action is about. */
type At =
  /** Those of the form that it brings. */
  | "brief"
  /** Those of the investigation, one of them, or the one of a change that is proposed in it. */
  | "investigation"
  | "oneOfIt"
  | "change"
  /** An address that it names, or several of them. */
  | "address"
  | "addresses"
  /** A host of the inventory, by its name or its id. */
  | "name"
  | "row"
  /** Such a host, and where it would be afterwards. */
  | "rowMoved";

interface Where {
  readonly needs: GroupRight;
  readonly at: At;
}

/**
 * What an action needs on the hosts that it is about, on top of its right (may.ts). Null: it reaches no host, or it is the safe direction: nobody is kept from
 * stopping what runs, or from looking again at a change that is not proven to be undone. Whatever is added to the actions has to be added here.
 */
export const WHERE: Readonly<Record<ActionKind, Where | null>> = {
  start: { needs: "investigate", at: "brief" },
  startSweep: { needs: "investigate", at: "addresses" },
  stopSweep: null,
  run: { needs: "investigate", at: "oneOfIt" },
  resume: { needs: "investigate", at: "investigation" },
  skip: { needs: "investigate", at: "investigation" },
  unskip: { needs: "investigate", at: "investigation" },
  answer: { needs: "investigate", at: "investigation" },
  joinHost: { needs: "investigate", at: "address" },
  // It was never reached, and is not any more.
  withdrawHost: null,
  answerHostKey: { needs: "investigate", at: "oneOfIt" },
  approveChange: { needs: "intervene", at: "change" },
  declineChange: { needs: "intervene", at: "change" },
  keepChange: { needs: "intervene", at: "change" },
  undoChange: null,
  // They reach no host: an alert is a piece of news about one.
  dismissAlert: null,
  restoreAlert: null,
  pause: null,
  stop: null,
  practice: null,
  import: null,
  note: null,
  rename: null,
  handOver: null,
  reviewNote: null,
  signOff: null,
  saveView: null,
  dropView: null,
  approveKey: { needs: "investigate", at: "address" },
  forgetKey: { needs: "investigate", at: "address" },
  addHost: { needs: "investigate", at: "address" },
  removeHost: { needs: "investigate", at: "row" },
  editHost: { needs: "investigate", at: "rowMoved" },
  addHosts: { needs: "investigate", at: "addresses" },
  keepKey: { needs: "investigate", at: "name" },
  dropKey: { needs: "investigate", at: "name" },
  rotateKeys: null,
  removeOutputs: null,
  setRetention: null,
  endSessionsOf: null,
  revokeAnyKey: null,
  grant: null,
  closeOutside: null,
  moveHost: null,
  invite: null,
  inviteAgain: null,
  setRoles: null,
  disableAccount: null,
  enableAccount: null,
  endSession: null,
  endOtherSessions: null,
  changePassword: null,
  makeKey: null,
  revokeKey: null,
};

type Named = Place & { readonly name: string };

/** Why this person may not do this where it would be done; null when they may. */
export async function closedTo(office: Office, visitor: Visitor, action: Action): Promise<string | null> {
  const where = WHERE[action.do];
  if (where === null || office.groups === undefined) return null;
  const ground = await office.groups.ground();
  if (ground === null) return null;
  // As the account is now: a session can be older than its roles.
  const roles = (await office.access?.accounts.get(visitor.id))?.roles ?? [];
  const { needs: right, at } = where;
  for (const place of await placesOf({ office, ground }, action, at)) {
    const groups = closedGroups(ground, place, { who: { id: visitor.id, roles }, right });
    if (groups.length > 0) return `${sayNotGranted({ who: visitor.name, right, groups }, place.name)}.`;
  }
  return null;
}

interface In {
  readonly office: Office;
  readonly ground: Ground;
}

async function placesOf({ office, ground }: In, action: Action, at: At): Promise<readonly Named[]> {
  const inventory = (is: (row: Ground["rows"][number]) => boolean): readonly Named[] =>
    ground.rows.filter(is).map(({ name, address, port }) => ({ name, addresses: [address], port }));
  if (at === "brief") return "brief" in action ? action.brief.hosts.flatMap(placeOf) : [];
  if (at === "address") return placeNamed(action);
  if (at === "addresses") return "hosts" in action ? action.hosts.flatMap(placeOf) : [];
  if (at === "name") return inventory(({ name }) => "host" in action && name === action.host);
  if (at === "row" || at === "rowMoved") {
    const row = inventory(({ id }) => "id" in action && id === action.id);
    return at === "row" ? row : [...row, ...placeNamed(action)];
  }
  const events = "id" in action ? await office.journal.read(action.id) : [];
  const key = at === "change" ? changedHost(action, events) : at === "oneOfIt" && "host" in action ? action.host : null;
  return hostsOf(events).flatMap((host) => (at === "investigation" || host.key === key || host.name === key ? placeOf(host) : []));
}

function placeNamed(action: Action): readonly Named[] {
  if (!("address" in action) || action.address === undefined) return [];
  return placeOf({ address: action.address, name: "name" in action ? action.name : undefined, port: action.port });
}

function changedHost(action: Action, events: readonly InvestigationEvent[]): string | null {
  return changesIn(events).find(({ proposal }) => "change" in action && proposal.id === action.change)?.proposal.host ?? null;
}

const placeOf = ({
  address,
  name,
  port,
}: {
  readonly address: string;
  readonly name?: string | undefined;
  readonly port?: number | null | undefined;
}): readonly Named[] => (isMadeHere(address) ? [] : [{ name: name ?? address, addresses: [address], port }]);
