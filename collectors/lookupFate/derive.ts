import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { mayHaveEaten } from "../attached-programs.ts";
import { changeOf, fieldOf, isUnread, readingOf, rowsOf } from "../source-readings.ts";
import { mayBeMissing } from "../unseen-drops.ts";

/** A lookup that waited for a server is told by this share of the resolver's timeout: its clock counts whole milliseconds. */
const WAITED = 0.95;

/** Lookups of programs come on top of the direct queries; what is far more than both is something else. */
const MANY = 10;

export function lookupFateOf(given: Given): Reading {
  const lookups = readingOf(given, "lookups", { moment: "during" });
  const here = addressesOf(given);
  const isServer = given.host.role === "server";
  const servers = rowsOf(lookups, "servers").filter(({ asked }) => asked === true);
  const mine = isUnread(here) ? [] : servers.filter(({ address }) => here.has(String(address)));
  const others = isUnread(here) ? [] : servers.filter(({ address }) => !here.has(String(address)));
  const known = (value: Value): Value => (isUnread(lookups) ? lookups : isUnread(here) ? here : value);
  const read = (value: Value): Value => (isUnread(lookups) ? lookups : value);
  return {
    fields: {
      slow: fieldOf(lookups, "slow"),
      waitsForTimeout: waits(given, lookups),
      silentHere: known(silent(mine)),
      silentElsewhere: known(silent(others)),
      silent: read(silent(servers)),
      silentForLookups: silentFor(given, {
        here: silent(mine),
        elsewhere: silent(others),
        mine,
        unread: isUnread(lookups) ? lookups : isUnread(here) ? here : null,
      }),
      droppedByRules: droppedByRules(given, lookups),
      droppedByAnyRules: droppedByAny(given, lookups),
      queriesArrived: isServer ? arrived(given, mine) : unknown("only the server sees what arrives"),
      someAnswered: isServer ? known(mine.some((row) => row["allSilent"] !== true)) : unknown("only of the server's own addresses"),
      slowHere: isServer ? known(lateHere(mine)) : unknown("only of the server's own addresses"),
      allAnswerFast: read(
        servers.length > 0 && servers.every((row) => row["unanswered"] === 0 && row["slow"] === 0 && row["failing"] === 0),
      ),
      absoluteFast: absoluteFast(lookups),
      truncatedWithoutTcp: read(servers.some((row) => Number(row["truncated"]) > 0 && Number(row["tcpLost"]) > 0)),
      ednsLost: read(servers.some((row) => Number(row["ednsLost"]) > 0 && row["unanswered"] === 0)),
    },
    tables: {
      silentServers: servers.filter((row) => row["silent"] === true).map((row) => ({ key: row.key, unanswered: row["unanswered"] ?? 0 })),
      guilty: isServer
        ? guilty(given, mine)
        : others.filter((row) => row["silent"] === true).map(({ key, unanswered = 0 }) => ({ key, unanswered })),
    },
  };
}

/** What one host's rules took is not lost between the hosts. */
function droppedByAny(given: Given, lookups: Reading | Unknown): Value {
  const all = given.hosts.map((host) => droppedByRules({ ...given, host }, lookups));
  return all.find((count) => typeof count === "number" && count > 0) ?? all.find(isUnknown) ?? 0;
}

/** Rules of this host counted at least half as many as were not answered. One that drops and does not count leaves it open. */
function droppedByRules(given: Given, lookups: Reading | Unknown): Value {
  const unanswered = fieldOf(lookups, "unanswered");
  const dropped = changeOf(given, "firewall", { host: given.host.key, field: "dropPackets" });
  const uncounted = fieldOf(readingOf(given, "firewall", { host: given.host.key, moment: "after" }), "uncountedDropRules");
  if (isUnknown(unanswered)) return unanswered;
  if (Number(unanswered) === 0) return 0;
  if (isUnknown(dropped)) return dropped;
  if (dropped >= Number(unanswered) / 2) return dropped;
  if (isUnknown(uncounted)) return uncounted;
  return Number(uncounted) === 0 ? 0 : unknown("a rule or policy that drops has no counter");
}

/** So many are silent at least; where none is for certain and of one nobody knows, nobody knows. */
function silent(rows: readonly Row[]): Value {
  const count = rows.filter((row) => row["silent"] === true).length;
  return count > 0 ? count : (rows.map((row) => row["silent"]).find(isUnknown) ?? 0);
}

interface Silence {
  readonly here: Value;
  readonly elsewhere: Value;
  readonly mine: readonly Row[];
  readonly unread: Unknown | null;
}

/** On the name server, its own silence for queries that reached it; on the client, that of servers nobody logged in to. */
function silentFor(given: Given, { here, elsewhere, mine, unread }: Silence): Value {
  if (unread !== null) return unread;
  if (given.host.role !== "server") return elsewhere;
  const reached = arrived(given, mine);
  return isUnknown(reached) ? reached : reached === true ? here : 0;
}

/** The addresses of the host that was named as the server; none where nobody was. */
function addressesOf(given: Given): ReadonlySet<string> | Unknown {
  const server = given.hosts.find(({ role }) => role === "server");
  if (server === undefined) return new Set();
  const reading = readingOf(given, "nameService", { host: server.key, moment: "after" });
  if (isUnread(reading)) return reading;
  const addresses = fieldOf(reading, "addresses");
  return isUnknown(addresses) ? addresses : new Set(String(addresses).split(" "));
}

/** An answer that is as late as the way to the server is long says nothing about the server. */
function lateHere(mine: readonly Row[]): Value {
  const late = mine.flatMap((row) => (row["lateByItself"] === undefined ? [] : [row["lateByItself"]]));
  return late.find(isUnknown) ?? late.reduce<number>((sum, count) => sum + Number(count), 0);
}

function waits(given: Given, lookups: Reading | Unknown): Value {
  const client = given.hosts.find(({ role }) => role === "client");
  const timeout = fieldOf(
    readingOf(given, "resolver", { ...(client === undefined ? {} : { host: client.key }), moment: "once" }),
    "timeoutSeconds",
  );
  const slowest = fieldOf(lookups, "slowestMs");
  if (isUnknown(timeout)) return timeout;
  if (isUnknown(slowest)) return slowest;
  return Number(slowest) >= WAITED * 1_000 * Number(timeout);
}

/** A search list is tried at every lookup: where some were fast without the final dot, what made the others slow comes and goes, and is not the list. */
function absoluteFast(lookups: Reading | Unknown): Value {
  const [absolute, slow, fastest] = (["absoluteMs", "slowAtMs", "fastestMs"] as const).map((field) => fieldOf(lookups, field));
  if (isUnknown(absolute)) return absolute;
  if (isUnknown(slow)) return slow;
  if (Number(absolute) >= Number(slow)) return false;
  if (isUnknown(fastest)) return fastest;
  return Number(fastest) >= Number(slow)
    ? true
    : unknown("some lookups without the final dot were fast as well: what is slow is not so each time");
}

/**
 * Queries that came to nothing reached this host: others of the same address were answered, they wait unread in the socket, or this host took more
 * datagrams than it sent. A name server sends one for each that it takes, also while it asks others.
 */
function arrived(given: Given, mine: readonly Row[]): Value {
  const quiet = mine.filter((row) => row["silent"] === true);
  if (quiet.length === 0) return mine.length > 0;
  if (quiet.some((row) => row["allSilent"] !== true)) return true;
  const unread = fieldOf(readingOf(given, "nameService", { host: given.host.key, moment: "after" }), "unread");
  if (typeof unread === "number" && unread > 0) return true;
  const [taken, sent] = (["UdpInDatagrams", "UdpOutDatagrams"] as const).map((field) =>
    changeOf(given, "protocolCounters", { host: given.host.key, field }),
  );
  if (taken === undefined || sent === undefined) return unknown("no datagram was counted");
  if (isUnknown(taken)) return taken;
  if (isUnknown(sent)) return sent;
  if (isUnknown(unread)) return unread;
  const asked = quiet.reduce((sum, row) => sum + Number(row["queries"]), 0);
  if (taken - sent > MANY * asked)
    return unknown("this host takes many other datagrams that it does not answer: they cannot be told from queries");
  return taken - sent >= asked / 2 ? true : onTheWay(given, quiet);
}

/** False: nothing of either host took them. A program at an interface counts nothing; what interfaces dropped is of all traffic, and leaves it open. */
function onTheWay(given: Given, quiet: readonly Row[]): Value {
  const missing = quiet.reduce((sum, row) => sum + Number(row["unanswered"]), 0);
  const ends = given.hosts.filter(({ role }) => role === "client" || role === "server");
  const why = ends.map((host) => mayHaveEaten(given, host, "qdisc") ?? droppedUnseen(given, host, missing)).find((each) => each !== null);
  return why ?? false;
}

function droppedUnseen(given: Given, { key, name }: Given["host"], missing: number): Unknown | null {
  const counts = (["rxDropped", "rxMissed", "txDropped"] as const).map((field) => changeOf(given, "links", { host: key, field }));
  const unread = counts.find(isUnknown);
  if (unread !== undefined) return unread;
  const dropped = counts.reduce<number>((sum, count) => sum + Number(count), 0);
  if (!mayBeMissing(dropped, missing)) return null;
  return unknown(`interfaces of ${name} dropped ${dropped} packets meanwhile: small-packet-loss says whether they are what is missing`);
}

/** The process that has the silent address, and how it is silent. */
function guilty(given: Given, mine: readonly Row[]): readonly Row[] {
  const sockets = rowsOf(readingOf(given, "nameService", { host: given.host.key, moment: "after" }), "sockets");
  return mine
    .filter((row) => row["silent"] === true)
    .flatMap((row) => {
      const own = sockets.filter(({ address }) => address === row["address"]);
      const wild = sockets.filter(({ address }) => address === "0.0.0.0" || address === "*" || address === "::");
      const [socket] = own.length > 0 ? own : wild;
      if (socket === undefined) return [{ key: `no process on ${String(row["address"])}:53`, unanswered: row["unanswered"] ?? 0 }];
      const name = socket.key.replace(/ on .*$/, "");
      return [{ key: `${name} on ${String(row["address"])}:53: ${manner(row, socket)}`, unanswered: row["unanswered"] ?? 0 }];
    });
}

function manner(row: Row, socket: Row): string {
  if (Number(socket["unread"]) > 0) return "hung, it does not even read them";
  if (row["allSilent"] === true) return "reads every query and answers none";
  const [a, aaaa] = [Number(row["unansweredA"]), Number(row["unansweredAaaa"])];
  if (a === 0 && aaaa > 1) return "ignores queries for IPv6 addresses (AAAA)";
  return "ignores some queries, about half of them or less";
}
