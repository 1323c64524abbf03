import type { BriefHost } from "#machines/contract/brief.ts";
import { type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { type Attempt, type Blind, isBlind, numberAt, type Scene, type Watcher } from "./handshake-scene.ts";

/** As in the probe: what took longer than a SYN's first repetition. */
const LATE_MS = 900;

const sumOf = (watcher: Watcher, count: (row: Row) => number): number =>
  [...watcher.rows.values()].reduce((sum, row) => sum + count(row), 0);
const answersIn = (row: Row | undefined): number => numberAt(row, "answerIn") + numberAt(row, "resetIn");
const answersOut = (row: Row | undefined): number => numberAt(row, "answerOut") + numberAt(row, "resetOut");
const acceptedOut = (row: Row | undefined): number => numberAt(row, "answerOut");
const synsIn = (row: Row | undefined): number => numberAt(row, "synIn");
const synsOut = (row: Row | undefined): number => numberAt(row, "synOut");
const over = (watcher: Watcher, came: (row: Row) => number, left: (row: Row) => number): number =>
  sumOf(watcher, (row) => Math.max(0, came(row) - left(row)));

/** What ended on a host, or behind it before the next one. Unknown where a capture is missing that would tell. */
export interface Losses {
  readonly synHere: ReadonlyMap<string, Value>;
  readonly answerHere: ReadonlyMap<string, Value>;
  readonly after: ReadonlyMap<string, Value>;
  readonly unfinished: Value;
  readonly strays: Value;
}

/** Not begun at all for want of a port: that is a cause of its own, and nothing of it was ever to be sent. */
const begun = ({ end }: Attempt): boolean => end !== "noLocalPort";
const isLate = ({ end, tookMs }: Attempt): boolean => end === "connected" && tookMs >= LATE_MS;

/** `served`: a program takes connections where these go, so a reset in answer to a SYN is not its kernel's word that nobody does. */
export function lossesOf(scene: Scene, served: Value = false): Losses {
  const { client, gateways, server, bystanders } = scene;
  const synHere = new Map<string, Value>([[client.host.key, unsent(scene)]]);
  const answerHere = new Map<string, Value>([[client.host.key, ignored(scene)]]);
  for (const each of gateways) {
    synHere.set(
      each.host.key,
      here(each, (watcher) => over(watcher, synsIn, synsOut)),
    );
    answerHere.set(
      each.host.key,
      here(each, (watcher) => over(watcher, answersIn, answersOut)),
    );
  }
  for (const each of [...(server === null ? [] : [server]), ...bystanders]) {
    synHere.set(
      each.host.key,
      here(each, (watcher) => over(watcher, synsIn, each === server && served === true ? acceptedOut : answersOut)),
    );
    answerHere.set(each.host.key, 0);
  }
  return {
    synHere,
    answerHere,
    after: afterOf(scene),
    unfinished: unfinished(scene),
    strays: addUp(bystanders.map((each) => here(each, (watcher) => sumOf(watcher, synsIn) + sumOf(watcher, answersIn)))),
  };
}

const here = (each: Watcher | Blind, count: (watcher: Watcher) => number): Value => (isBlind(each) ? unknown(each.why) : count(each));

/** A SYN is sent again after one second (RFC 6298 2.1): whoever waited longer has sent two. */
const AGAIN_MS = 1_000;

/** SYNs that never left the client: none of an attempt's, or only a repeated one. */
const unsent = ({ attempts, numbers, client }: Scene): number =>
  attempts.filter((each) => {
    const number = numbers.get(each.localPort);
    if (number === undefined) return begun(each);
    const waited = each.tookMs >= AGAIN_MS && (each.end === "connected" || each.end === "timedOut");
    return waited && synsOut(client.rows.get(number)) < 2;
  }).length;

/** Answers that came back to the client and did not make a connection. */
function ignored({ attempts, numbers, client }: Scene): number {
  return attempts.reduce((sum, attempt) => {
    const number = numbers.get(attempt.localPort);
    const came = answersIn(number === undefined ? undefined : client.rows.get(number));
    if (attempt.end === "connected") return sum + (isLate(attempt) ? Math.max(0, came - 1) : 0);
    return attempt.end === "refused" || attempt.end === "reset" ? sum : sum + came;
  }, 0);
}

/** Segments that left a host and did not come in at the next one that they were seen on, by the host that they left. */
function afterOf({ client, gateways, server }: Scene): ReadonlyMap<string, Value> {
  const blind = [...gateways, ...(server === null ? [] : [server])].find(isBlind);
  const watching = gateways.filter((each): each is Watcher => !isBlind(each));
  const end = server === null || isBlind(server) ? null : server;
  const lost = new Map<string, number>();
  const add = (from: Watcher, lostHere: number): void => void lost.set(from.host.key, (lost.get(from.host.key) ?? 0) + lostHere);
  if (end !== null) {
    const there = [client, ...watching.filter((each) => sumOf(each, synsIn) > 0), end];
    for (const [from, to] of pairs(there)) add(from, wire([from, synsOut], [to, synsIn]));
    const back = [end, ...watching.filter((each) => sumOf(each, answersIn) > 0).toReversed(), client];
    for (const [from, to] of pairs(back)) add(from, wire([from, answersOut], [to, answersIn]));
  } else if (blind === undefined) {
    // Nobody looks at the far end: what the last host sent and nothing came back for was lost somewhere behind it.
    const there = [client, ...watching.filter((each) => sumOf(each, synsIn) > 0)];
    for (const [from, to] of pairs(there)) add(from, wire([from, synsOut], [to, synsIn]));
    const last = there.at(-1) ?? client;
    add(
      last,
      sumOf(last, (row) => Math.max(0, synsOut(row) - (last === client ? answersIn(row) : answersIn(row)))),
    );
  }
  const why = blind === undefined ? null : unknown(blind.why);
  return new Map([client, ...gateways, ...(server === null ? [] : [server])].map(({ host }) => [host.key, why ?? lost.get(host.key) ?? 0]));
}

type Side = readonly [watcher: Watcher, count: (row: Row | undefined) => number];

const wire = ([from, left]: Side, [to, came]: Side): number =>
  [...from.rows.values()].reduce((sum, row) => sum + Math.max(0, left(row) - came(to.rows.get(row.key))), 0);

function* pairs(path: readonly Watcher[]): Generator<readonly [Watcher, Watcher]> {
  for (let at = 1; at < path.length; at += 1) {
    const [from, to] = [path[at - 1], path[at]];
    if (from !== undefined && to !== undefined) yield [from, to];
  }
}

/** The client has its connection, and the server goes on repeating its SYN-ACK: the third segment does not arrive. */
function unfinished({ attempts, numbers, server }: Scene): Value {
  if (server === null) return unknown("no host in the role server was given");
  if (isBlind(server)) return unknown(server.why);
  return attempts.filter(({ end, localPort }) => {
    const number = numbers.get(localPort);
    return end === "connected" && number !== undefined && numberAt(server.rows.get(number), "answerOut") >= 2;
  }).length;
}

export const addUp = (values: readonly Value[]): Value =>
  values.reduce<number | Unknown>(
    (sum, value) => (typeof sum !== "number" ? sum : typeof value === "number" ? sum + value : (value as Unknown)),
    0,
  );

/** Which direction goes around a gateway: seen at both ends of the path and not on it. */
export function bypassOf({ client, gateways, server }: Scene, host: BriefHost): Value {
  const own = gateways.find((each) => each.host.key === host.key);
  if (own === undefined) return "none";
  if (isBlind(own)) return unknown(own.why);
  if (server === null || isBlind(server)) return unknown(server === null ? "no host in the role server was given" : server.why);
  const requests = sumOf(server, synsIn) > 0 && sumOf(own, synsIn) === 0;
  const answers = sumOf(client, answersIn) > 0 && sumOf(own, answersIn) === 0;
  const seen = sumOf(own, synsIn) + sumOf(own, answersIn) > 0;
  if (!seen) return requests || answers ? "both" : "none";
  return requests ? "requests" : answers ? "answers" : "none";
}

export const seenBy = (scene: Scene, host: BriefHost): { readonly syn: Value; readonly answer: Value } => {
  const all = [scene.client, ...scene.gateways, ...(scene.server === null ? [] : [scene.server]), ...scene.bystanders];
  const own = all.find((each) => each.host.key === host.key);
  const why = own === undefined ? "this host is not on the path" : isBlind(own) ? own.why : null;
  if (own === undefined || isBlind(own)) return { syn: unknown(why ?? ""), answer: unknown(why ?? "") };
  return {
    syn: sumOf(own, (row) => Math.max(synsIn(row), synsOut(row))),
    answer: sumOf(own, (row) => Math.max(answersIn(row), answersOut(row))),
  };
};

/** Resets in answer to the probe's SYNs, of this host and not of another one on the way. */
export function resetsLeft({ client, gateways, server, bystanders }: Scene, host: BriefHost): Value {
  const own = [client, ...gateways, ...(server === null ? [] : [server]), ...bystanders].find((each) => each.host.key === host.key);
  if (own === undefined) return unknown("this host is not on the path");
  return here(own, (watcher) =>
    over(
      watcher,
      (row) => numberAt(row, "resetOut"),
      (row) => numberAt(row, "resetIn"),
    ),
  );
}

/**
 * How far the attempts came: none of them to the server, to the server without an answer that left it, with answers that never came back, or back to the
 * client. Where nobody looks at the server, the last gateway says as much as it can.
 */
export function cameTo({ client, gateways, server }: Scene): Value {
  if (sumOf(client, answersIn) > 0) return "client";
  const last = server ?? gateways.at(-1);
  if (last === undefined) return unknown("no host behind the client was given");
  if (isBlind(last)) return unknown(last.why);
  if (sumOf(last, answersOut) > 0) return "back";
  if (server === null) return sumOf(last, synsOut) === 0 ? "nowhere" : unknown("no host in the role server was given");
  return sumOf(last, synsIn) === 0 ? "nowhere" : "server";
}
