import type { Value } from "../../contract/index.ts";
import { sidesOf } from "./interfaces.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";
import type { Around } from "./around.ts";
import type { Hop, Leg } from "./view.ts";

export interface Counted {
  readonly hops: readonly Hop[];
  readonly legs: readonly Leg[];
}

interface Station {
  readonly host: string;
  readonly place: "sent" | "left" | "seen" | "received";
  readonly back: boolean;
  readonly seen: Value;
  readonly say: string;
}

/** The probes' round trip, by captures on every host at once: there and back as two legs over the same places. */
export function passageLegs({ readings, names }: Around): Counted | null {
  const taken = newest(readings, "passage");
  const stations = rowsIn(taken, "stations").flatMap((row) => stationOf(row.key, String(row["host"]), row["seen"] ?? null));
  if (taken === undefined || stations.length < 2) return null;
  const columns = new Map<string, Hop>();
  const first = stations[0]?.host ?? "";
  const nameOf = (key: string): string => names.get(key) ?? key;
  const placeOf = ({ host, place, back }: Station): string => {
    if (place === "sent" || place === "received") return `${host} program`;
    if (host === first) return `${host} out`;
    // On a host in the middle, requests come in where replies leave.
    return `${host} ${(place === "seen") === !back ? "in" : "out"}`;
  };
  const last = stations.findLast(({ back, place }) => !back && place === "seen")?.host;
  const columnOf = (station: Station): string => (station.host === last ? `${station.host} in` : placeOf(station));
  for (const station of stations.filter(({ back }) => !back)) {
    const id = columnOf(station);
    const direction = id.endsWith(" in") ? "In" : "Out";
    const link = id.endsWith("program")
      ? "ping"
      : (interfaceOf(readings, station.host, direction) ?? knownLink(readings, station.host, direction));
    const kind = id.endsWith("program") ? "program" : "interface";
    if (!columns.has(id)) columns.set(id, { id, host: nameOf(station.host), link, namespace: null, kind, mtu: null, counters: [] });
  }
  const order = [...columns.keys()];
  const legOf = (back: boolean): Leg => {
    const mine = stations.filter((station) => station.back === back && order.includes(columnOf(station)));
    const points = mine.map((station) => ({ column: order.indexOf(columnOf(station)), seen: station.seen, say: station.say }));
    const [from, to] = [nameOf(mine[0]?.host ?? ""), nameOf(mine.at(-1)?.host ?? "")];
    return {
      title: `${back ? "Replies" : "Requests"}, ${from} to ${to}`,
      say: sentWords(points),
      seq: taken.seq,
      back,
      points,
      losses: lossesIn(points, mine),
    };
  };
  return { hops: [...columns.values()], legs: [legOf(false), legOf(true)].filter(({ points }) => points.length > 1) };
}

const STATION = /^\d+ (?:(sent|received) by|(request|reply) (left|seen on)) /;

function stationOf(key: string, host: string, seen: Value | null): readonly Station[] {
  const match = STATION.exec(key);
  if (match === null) return [];
  const [, end, kind, place] = match;
  return [
    {
      host,
      place: end === "sent" || end === "received" ? end : place === "left" ? "left" : "seen",
      back: end === "received" || kind === "reply",
      seen: seen ?? { unknown: "not read" },
      say: key.replace(/^\d+ /, ""),
    },
  ];
}

/** By another collector; where none tells, only which side it is. */
function knownLink(readings: readonly Taken[], host: string, direction: "In" | "Out"): string {
  const side = direction === "In" ? "in" : "out";
  const device = sidesOf(readings, host)[side];
  return device === null || device.known === "busiest" ? side : device.link;
}

/** The interface by which most of it passed. */
function interfaceOf(readings: readonly Taken[], host: string, direction: "In" | "Out"): string | null {
  const rows = rowsIn(newest(readings, "pathCapture", host), "places").filter(
    (row) => row["kind"] === "request" && row["direction"] === direction,
  );
  const [most] = rows.toSorted((a, b) => (numberIn(b["seen"]) ?? 0) - (numberIn(a["seen"]) ?? 0));
  return typeof most?.["interface"] === "string" ? most["interface"] : null;
}

/** Counts this close to each other differ by what was on its way when a window opened or closed. */
const EDGE = 2;

export function lossesIn(points: Leg["points"], at: readonly { readonly host: string }[]): Leg["losses"] {
  return points.slice(0, -1).flatMap((point, index) => {
    const [here, next] = [numberIn(point.seen), numberIn(points[index + 1]?.seen)];
    if (here === null || next === null || here - next <= EDGE) return [];
    const [from, to] = [point.column, points[index + 1]?.column ?? point.column];
    return [{ after: index, count: here - next, within: at[index]?.host === at[index + 1]?.host, from, to, mtu: null }];
  });
}

export function sentWords(points: Leg["points"]): string {
  const [first, last] = [numberIn(points[0]?.seen), numberIn(points.at(-1)?.seen)];
  if (first === null || last === null) return "not every place could be seen";
  if (first === 0 && last === 0) return "none were sent";
  // More than were seen leaving came: others answered as well, or the first place did not see all.
  return last > first ? `${last} arrived, ${first} were seen leaving` : `${last} of ${first} arrived`;
}
