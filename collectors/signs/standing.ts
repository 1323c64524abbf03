import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";
import { whyUnlisted } from "../glance-text.ts";
import { answerOf } from "../source-readings.ts";
import { windowOn } from "../window.ts";
import { join, type Area, type Looked, type Weights } from "./areas.ts";
import { queuesOn } from "./queues.ts";
import { legsOn } from "./switches.ts";
import { waitsOn } from "./waits.ts";

/** A connection that waits on both sides of the window has waited for the whole of it. */
export const STANDING: readonly { readonly field: string; readonly least: number; readonly weights: Weights }[] = [
  { field: "synSent", least: 1, weights: { connections: 6 } },
  { field: "synReceived", least: 3, weights: { connections: 4 } },
  { field: "closeWait", least: 5, weights: { hangs: 5 } },
  { field: "finWait", least: 2, weights: { hangs: 5 } },
  { field: "neighboursFailed", least: 1, weights: { connections: 2 } },
  { field: "lookups", least: 1, weights: { names: 7 } },
  { field: "bondLegsDown", least: 1, weights: { bond: 8 } },
  { field: "daemonsHeld", least: 1, weights: { virtualAddress: 8 } },
];

/** What stands still and should not: read before and after the window. */
export function standingOn(given: Given, host: string): Looked {
  const [before, after] = [glanceOf(given, host, "before"), glanceOf(given, host, "after")];
  const withoutGlance = [tableOf(given, host), settingsOf(given, host), queuesOn(given, host)];
  if ("unknown" in before || "unknown" in after) {
    const why = "unknown" in before ? before : (after as Unknown);
    const missed: Looked = { signs: [], unread: [{ areas: ["connections", "hangs", "slow", "virtualAddress", "names", "bond"], why }] };
    return join([missed, legsOn(given, host, 0), ...withoutGlance]);
  }
  const found = STANDING.map(({ field, least, weights }): Looked => {
    const [a, b] = [before.fields[field], after.fields[field]];
    const why = [a, b].find((value) => isUnknown(value));
    if (why !== undefined && isUnknown(why)) return { signs: [], unread: [{ areas: Object.keys(weights) as Area[], why }] };
    const count = Math.min(numberOf(a), numberOf(b));
    return { signs: count >= least ? [{ key: field, count, weights }] : [], unread: [] };
  });
  const legs = legsOn(given, host, Math.max(numberOf(before.fields["bondLegsDown"]), numberOf(after.fields["bondLegsDown"])));
  const looks = { before, after };
  return join([
    ...found,
    ...withoutGlance,
    legs,
    waitsOn(given, looks),
    advertsOf(given, host),
    sendersOn(given, host, looks),
    addressesOf(given, host, looks),
  ]);
}

const numberOf = (value: Value | undefined): number => (typeof value === "number" ? value : 0);

function glanceOf({ sources }: Given, host: string, moment: "before" | "after"): Reading | Unknown {
  const source = sources.find((each) => each.collector === "glance" && each.host.key === host && each.moment === moment);
  if (source === undefined) return { unknown: "what stands still was not looked at" };
  return "kind" in source.answer ? { unknown: "what stands still could not be read" } : source.answer;
}

/** Nine tenths of the table in use are not yet harm; at 95 % the next burst is. */
function tableOf(given: Given, host: string): Looked {
  const seen = windowOn(given, host).after("conntrackTable");
  const used = "unknown" in seen ? undefined : seen.fields["usedPercent"];
  return {
    signs: typeof used === "number" && used >= 95 ? [{ key: "conntrackTable usedPercent", count: used, weights: { connections: 8 } }] : [],
    unread: [],
  };
}

/** Of the routers of a pair one sends, by multicast unless it is told otherwise: where two do, the address changed hands within the window. */
function advertsOf(given: Given, host: string): Looked {
  const sends = (key: string): number => {
    const router = glanceOf(given, key, "after");
    const sent = windowOn(given, key).change("protocolCounters", "IpExtOutMcastPkts");
    return !("unknown" in router) && numberOf(router.fields["vrrpSockets"]) > 0 && typeof sent === "number" ? sent : 0;
  };
  const own = sends(host);
  const both = own >= LEAST_ADVERTS && given.hosts.some(({ key }) => key !== host && sends(key) >= LEAST_ADVERTS);
  return { signs: both ? [{ key: "both routers send", count: own, weights: { virtualAddress: 6 } }] : [], unread: [] };
}

/** Two routers that both send adverts for one id. A host that is no router has nothing to say of it, whether it could listen or not. */
function sendersOn(given: Given, host: string, { before, after }: Looks): Looked {
  const source = given.sources.find((each) => each.collector === "advertSenders" && each.host.key === host);
  if (source === undefined) return { signs: [], unread: [] };
  const answer = answerOf(source);
  const glanced = numberOf(before.fields["vrrpSockets"]) + numberOf(after.fields["vrrpSockets"]) > 0;
  if (!glanced && ("unknown" in answer || answer.fields["router"] !== true)) return { signs: [], unread: [] };
  const shared = "unknown" in answer ? answer : answer.fields["shared"];
  if (shared !== undefined && isUnknown(shared)) return { signs: [], unread: [{ areas: ["virtualAddress"], why: shared }] };
  const count = numberOf(shared);
  return { signs: count > 0 ? [{ key: "virtual router ids with two senders", count, weights: { virtualAddress: 9 } }] : [], unread: [] };
}

interface Looks {
  readonly before: Reading;
  readonly after: Reading;
}

/** Joining a group takes two packets. */
const LEAST_ADVERTS = 3;

/** Settings that are a sign without a second host to compare with. */
function settingsOf(given: Given, host: string): Looked {
  const seen = windowOn(given, host).after("sysctls");
  const ignores = "unknown" in seen ? undefined : seen.fields["icmpEchoIgnoreAll"];
  return { signs: ignores === 1 ? [{ key: "sysctls icmpEchoIgnoreAll", count: 1, weights: { loss: 3 } }] : [], unread: [] };
}

/** An address that moved in the window, or that two of the hosts have at the same time. On a router of a pair it is the shared one. */
function addressesOf(given: Given, host: string, { before, after }: Looks): Looked {
  const why = whyUnlisted(before) ?? whyUnlisted(after);
  const [was, is] = [globalIn(before), globalIn(after)];
  const router = numberOf(after.fields["vrrpSockets"]) > 0;
  const moved = why === null ? [...was].filter((each) => !is.has(each)).length + [...is].filter((each) => !was.has(each)).length : 0;
  const twice = [...is].filter((each) => given.hosts.some(({ key }) => key !== host && hasAddress(given, key, each))).length;
  const signs = [
    ...(moved === 0
      ? []
      : [{ key: "addresses that moved", count: moved, weights: router ? { virtualAddress: 10 } : { virtualAddress: 5, guests: 2 } }]),
    ...(twice === 0
      ? []
      : [{ key: "addresses on two hosts", count: twice, weights: router ? { virtualAddress: 9 } : { connections: 6, virtualAddress: 4 } }]),
  ];
  return { signs, unread: why === null ? [] : [{ areas: ADDRESSED, why }] };
}

/** What an address that moved, or is there twice, could have spoken for. */
export const ADDRESSED: readonly Area[] = ["connections", "virtualAddress"];

const globalIn = ({ tables }: Reading): ReadonlySet<string> =>
  new Set((tables?.["addresses"] ?? []).filter((row: Row) => row["scope"] === "global").map((row) => String(row["address"])));

function hasAddress(given: Given, host: string, address: string): boolean {
  const seen = glanceOf(given, host, "after");
  return !("unknown" in seen) && globalIn(seen).has(address);
}
