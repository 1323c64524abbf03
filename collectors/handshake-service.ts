import type { Given } from "#machines/contract/collector.ts";
import { unknown, type Value } from "#machines/contract/value.ts";
import { isBlind, numberAt, readingOf, type Scene, tableOf, wordAt } from "./handshake-scene.ts";

/** "[::ffff:192.0.2.20]" and "192.0.2.20%eth1" are 192.0.2.20, "[2001:db8::1]" is 2001:db8::1. */
const plain = (address: string): string =>
  address
    .replace(/%.*$/, "")
    .replaceAll(/[[\]]/g, "")
    .replace(/^::ffff:(?=\d+\.)/, "");

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");
/** A socket on [::] takes IPv4 as well, unless its program said otherwise: who listens is not told from that. */
const takesAny = (address: string, targets: readonly string[]): boolean =>
  address === "*" || address === "::" || (address === "0.0.0.0" && targets.some((each) => !each.includes(":")));

/**
 * Whether a program on the server listens where the attempts go. A translator may have given them another address on the way: what counts is the one that
 * they arrived with. Where nobody saw them arrive, a socket for one address says nothing about another.
 */
export function servedAt(given: Given, scene: Scene | null): Value {
  const host = given.hosts.find(({ role }) => role === "server");
  if (host === undefined) return unknown("no host in the role server was given");
  const answer = readingOf(given, "listeners", host);
  if ("why" in answer) return unknown(answer.why);
  const listening = tableOf(answer.reading, "listeners")
    .map((row) => plain(wordAt(row, "address")))
    .filter((address) => !isLoopback(address));
  const arrived = arrivedAt(scene);
  const asked = given.inputs["target"];
  const targets = arrived.length > 0 ? arrived : asked === undefined ? [] : [asked];
  if (listening.some((address) => takesAny(address, targets) || targets.includes(address))) return true;
  const elsewhere = listening.filter((address) => address !== "0.0.0.0");
  return elsewhere.length > 0 && arrived.length === 0
    ? unknown("no attempt was seen to arrive: the address they come to is not known")
    : false;
}

/** The addresses that the probe's SYNs had when they came to the server. */
function arrivedAt(scene: Scene | null): readonly string[] {
  const server = scene?.server ?? null;
  if (server === null || isBlind(server)) return [];
  const came = [...server.rows.values()].filter((row) => numberAt(row, "synIn") > 0);
  return [...new Set(came.map((row) => plain(wordAt(row, "target"))).filter((address) => address !== ""))];
}
