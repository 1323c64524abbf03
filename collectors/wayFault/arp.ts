import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { numberAt, readingOf, tableOf, wordAt } from "../handshake-scene.ts";
import { type Direction, questionsFor } from "./directions.ts";
import { hasAddress, macsOf, type Station } from "./host.ts";

const UNRESOLVED: ReadonlySet<string> = new Set(["FAILED", "INCOMPLETE"]);

export const isUnresolved = ({ hopState }: Direction): boolean => UNRESOLVED.has(hopState);

/** Questions for this host's own addresses that it got and did not answer. */
export function ignoredQuestions(station: Station): number {
  const answered = new Set(
    (station.resolutions ?? [])
      .filter((row) => row["kind"] === "claims" && row["direction"] === "out")
      .map((row) => `${wordAt(row, "address")} ${wordAt(row, "dev")}`),
  );
  const open = questionsFor(station).filter((row) => !answered.has(`${wordAt(row, "address")} ${wordAt(row, "dev")}`));
  return open.reduce((sum, row) => sum + numberAt(row, "packets"), 0);
}

/** Answers for the next hop that came in although its entry stays unresolved: this host does not take them. */
export function ignoredClaims(station: Station, directions: readonly Direction[]): number {
  const hops = new Set(directions.filter(isUnresolved).map(({ hop }) => hop));
  return (station.resolutions ?? [])
    .filter((row) => row["kind"] === "claims" && row["direction"] === "in" && hops.has(wordAt(row, "address")))
    .reduce((sum, row) => sum + numberAt(row, "packets"), 0);
}

/** The next hop is unresolved, this host asked, and no host that was looked at got the question although it should have: which, and how often. */
export function unheardHops(station: Station, directions: readonly Direction[], others: readonly Station[]): readonly Row[] {
  const hops = new Set(directions.filter(isUnresolved).map(({ hop }) => hop));
  return [...hops].flatMap((hop) => {
    const owner = others.find((other) => hasAddress(other, hop));
    if (owner !== undefined && (owner.resolutions === null || questionsFor(owner).some((row) => row["address"] === hop))) return [];
    const asked = (station.resolutions ?? []).filter(
      (row) => row["kind"] === "asks" && row["direction"] === "out" && row["address"] === hop,
    );
    const packets = asked.reduce((sum, row) => sum + numberAt(row, "packets"), 0);
    const where = wordAt(asked[0], "dev");
    return packets === 0
      ? []
      : [{ key: `${hop}, asked for by ${station.host.name}${where === "" ? "" : ` on ${where}`}`, weight: packets }];
  });
}

export const unheardQuestions = (station: Station, directions: readonly Direction[], others: readonly Station[]): number =>
  unheardHops(station, directions, others).reduce((sum, row) => sum + numberAt(row, "weight"), 0);

/** Ethernet addresses that claim the target and belong to no host that was looked at. */
export function strangersFor(given: Given, station: Station, others: readonly Station[]): readonly string[] {
  const target = given.inputs["target"] ?? "";
  const known = new Set([station, ...others].flatMap(macsOf));
  const claims = (station.resolutions ?? [])
    .filter((row) => row["kind"] === "claims" && row["address"] === target && row["direction"] !== "out")
    .map((row) => wordAt(row, "mac"));
  const entry = station.way.fields["targetHop"] === target ? station.way.fields["targetHopMac"] : "";
  const all = [...claims, ...(typeof entry === "string" && entry !== "" ? [entry] : [])];
  return [...new Set(all)].filter((mac) => mac !== "" && !known.has(mac));
}

/** What keeps this host from answering or taking ARP: a rule of its own that counted, or a setting. */
export function arpCulprits(given: Given, station: Station): readonly Row[] {
  const firewall = readingOf(given, "firewall", station.host);
  const rules =
    "reading" in firewall
      ? tableOf(firewall.reading, "dropRules")
          .filter(({ key }) => /^(?:arp|bridge|netdev) /.test(key))
          .map((row): Row => ({ key: `table ${row.key}`, weight: 2 }))
      : [];
  const settings = tableOf(station.way, "settings")
    .filter((row) => numberAt(row, "arpIgnore") > 0)
    .map((row): Row => ({ key: `net.ipv4.conf.${row.key}.arp_ignore = ${numberAt(row, "arpIgnore")}`, weight: 1 }));
  return [...rules, ...settings];
}
