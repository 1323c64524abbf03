import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { numberAt, tableOf, wordAt } from "../handshake-scene.ts";
import { hasAddress, type Station } from "./host.ts";

/** One direction that this host sends or forwards in: to the service, or back to the client. */
export interface Direction {
  readonly to: "target" | "source";
  readonly address: string;
  readonly refusal: string;
  readonly hop: string;
  readonly dev: string;
  /** State of the next hop's entry: a word of ip-neighbour, or absent. */
  readonly hopState: string;
  readonly hopMac: string;
}

/** Which directions a host has to have a way for: the client to the service, the server back, a gateway both. */
export function directionsOf(given: Given, station: Station): readonly Direction[] {
  const { role } = station.host;
  const wanted = role === "client" ? (["target"] as const) : role === "server" ? (["source"] as const) : (["target", "source"] as const);
  return wanted.flatMap((to) => {
    const address = given.inputs[to] ?? "";
    if (address === "" || hasAddress(station, address)) return [];
    return [directionOf(station, to, address)];
  });
}

function directionOf(station: Station, to: "target" | "source", address: string): Direction {
  const { fields } = station.way;
  const word = (name: string): string => {
    const value = fields[`${to}${name}`];
    return typeof value === "string" ? value : "";
  };
  const arrival = station.host.role === "gateway" ? arrivalOf(station, to) : undefined;
  const own = { refusal: word("Refusal"), hop: word("Hop"), dev: word("Dev"), hopState: word("HopState"), hopMac: word("HopMac") };
  if (arrival === undefined || wordAt(arrival, "refusal") === "unclear") return { to, address, ...own };
  const hop = wordAt(arrival, "hop") || address;
  const dev = wordAt(arrival, "dev");
  const entry = tableOf(station.way, "neighbours").find(({ key }) => key === `${hop} on ${dev}`);
  const state = wordAt(entry, "state") || "absent";
  return { to, address, refusal: wordAt(arrival, "refusal"), hop, dev, hopState: state, hopMac: wordAt(entry, "mac") };
}

/** How a gateway would route what it really got: by the interface that the segments came in by. */
function arrivalOf(station: Station, to: "target" | "source"): Row | undefined {
  const side = to === "target" ? "synInDev" : "answerInDev";
  const dev = (station.handshakes ?? []).map((row) => wordAt(row, side)).find((each) => each !== "" && each !== "any");
  return dev === undefined ? undefined : tableOf(station.way, "arrivals").find(({ key }) => key === `${dev} ${to}`);
}

/** Interfaces that something of the incident came in by: a SYN, an answer, or a question for one of this host's addresses. */
export function arrivedBy(station: Station): readonly { readonly dev: string; readonly to: "target" | "source" }[] {
  const rows = station.handshakes ?? [];
  const came = (side: string, counts: readonly string[]): readonly string[] => [
    ...new Set(rows.filter((row) => counts.some((each) => numberAt(row, each) > 0)).map((row) => wordAt(row, side))),
  ];
  const asked = questionsFor(station).map((row) => wordAt(row, "dev"));
  const towards = station.host.role === "client" ? ("source" as const) : ("target" as const);
  const all = [
    ...came("synInDev", ["synIn"]).map((dev) => ({ dev, to: "target" as const })),
    ...came("answerInDev", ["answerIn", "resetIn"]).map((dev) => ({ dev, to: "source" as const })),
    ...asked.map((dev) => ({ dev, to: towards })),
  ];
  return [...new Map(all.filter(({ dev }) => dev !== "" && dev !== "any").map((each) => [`${each.dev} ${each.to}`, each])).values()];
}

/** Questions that came in for an address of this host, which it should answer. */
export const questionsFor = (station: Station): readonly Row[] =>
  (station.resolutions ?? []).filter(
    (row) => row["kind"] === "asks" && row["direction"] === "in" && hasAddress(station, wordAt(row, "address")),
  );
