import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { numberAt, tableOf, wordAt } from "../handshake-scene.ts";
import { arrivedBy, type Direction } from "./directions.ts";
import { hasAddress, networkOf, networkText, type Station } from "./host.ts";

/** Ways by which something came in and would be refused because the way back leads elsewhere, by interface. */
export function reversePathRefusals(station: Station): readonly Row[] {
  return arrivedBy(station).flatMap(({ dev, to }): readonly Row[] => {
    const arrival = tableOf(station.way, "arrivals").find(({ key }) => key === `${dev} ${to}`);
    const refusal = wordAt(arrival, "refusal");
    const [own, all] = [settingOf(station, dev), settingOf(station, "all")];
    const strict = Math.max(own, all);
    const back = station.way.fields[to === "target" ? "sourceDev" : "targetDev"];
    // From 6.14 on a packet whose sender is not believed is "invalid", as one for a blackhole is: then the setting and the way back decide.
    const refused = refusal === "reversePath" || (refusal === "invalid" && strict > 0 && typeof back === "string" && back !== dev);
    if (!refused || strict === 0) return [];
    const setting = all > own || (all === own && own === 0) ? "all" : dev;
    return [{ key: `${dev} (net.ipv4.conf.${setting}.rp_filter = ${strict})`, weight: 1 }];
  });
}

const settingOf = (station: Station, key: string): number =>
  numberAt(
    tableOf(station.way, "settings").find((row) => row.key === key),
    "rpFilter",
  );

/** The destination is in a network of this host's own, and a route for it alone leads over a hop that is neither the destination nor forwards. */
export const isDetour = (station: Station, others: readonly Station[], { address, hop, refusal, to }: Direction): boolean =>
  refusal === "none" &&
  hop !== "" &&
  hop !== address &&
  networkOf(station, address) !== undefined &&
  hasHostRoute(station, to) &&
  !others.some((other) => hasAddress(other, hop) && (hasAddress(other, address) || other.way.fields["forwarding"] === true));

const hasHostRoute = (station: Station, to: string): boolean =>
  tableOf(station.way, "matches").some((row) => row.key.startsWith(`${to} `) && numberAt(row, "prefix") >= 32);

/** The next hop is a host that was looked at, is not the destination, and forwards nothing. */
export const isDeadEnd = (others: readonly Station[], { address, hop, refusal }: Direction): boolean =>
  refusal === "none" &&
  hop !== "" &&
  hop !== address &&
  others.some((other) => hasAddress(other, hop) && !hasAddress(other, address) && other.way.fields["forwarding"] === false);

/** Nobody who was looked at has the next hop's address, so whether it is the right one is not known. */
export const isStrangeHop = (others: readonly Station[], { hop, refusal }: Direction): boolean =>
  refusal === "none" && hop !== "" && !others.some((other) => hasAddress(other, hop));

/** The networks that a refused direction should have had a route to, as the hosts there have them. */
export function missingRoutes(given: Given, station: Station, directions: readonly Direction[]): readonly Row[] {
  return directions
    .filter(({ refusal }) => refusal === "noRoute")
    .map(({ address, to }): Row => {
      const owner = given.sources
        .filter(({ collector, answer }) => collector === "way" && "fields" in answer)
        .flatMap(({ answer }) => ("fields" in answer ? tableOf(answer, "addresses") : []))
        .find((row) => row["address"] === address);
      const network = owner === undefined ? address : networkText(address, numberAt(owner, "prefix"));
      const near = tableOf(station.way, "addresses")
        .filter((row) => wordAt(row, "dev") !== "lo" && (owner === undefined || isNear(wordAt(row, "address"), network)))
        .map(({ key }) => key);
      return {
        key: `no route to ${network} (${address})${near.length === 0 ? "" : `; own: ${near.join(", ")}`}`,
        weight: to === "target" ? 2 : 1,
      };
    });
}

const isNear = (address: string, network: string): boolean => {
  const [base = "", length = "32"] = network.split("/");
  return networkText(address, Number(length)) === networkText(base, Number(length));
};

/** The route that was taken, as the table has it: the longest prefix of those the address falls under. */
export function wrongRoutes(
  station: Station,
  directions: readonly Direction[],
  isWrong: (direction: Direction) => boolean,
): readonly Row[] {
  return directions.filter(isWrong).map(({ to, address, hop, dev }): Row => {
    const [longest] = tableOf(station.way, "matches")
      .filter(({ key }) => key.startsWith(`${to} `))
      .toSorted((a, b) => numberAt(b, "prefix") - numberAt(a, "prefix"));
    const said = longest?.key.slice(to.length + 1).trim();
    return { key: said ?? `${address} via ${hop} dev ${dev}`, weight: 1, peer: address };
  });
}
