import type { Row, Value } from "../../contract/index.ts";
import type { Around } from "./around.ts";
import type { Counted } from "./passage.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";
import type { Hop, Leg } from "./view.ts";

/** A bond, its legs and what speaks at the other end of each: a row for every leg. */
export function bondLegs({ readings, names }: Around): Counted | null {
  const taken = newest(readings, "bonding");
  const legs = rowsIn(taken, "legs");
  if (taken === undefined || legs.length === 0) return null;
  const { host } = taken;
  const name = names.get(host) ?? host;
  const words = newest(readings, "lacpdus", host);
  const bonds = [...new Set(legs.map(({ bond }) => String(bond)))];
  const partner: Hop = { ...place("partner"), id: "partner", host: "switch", link: "LACP partner", kind: "partner" };
  const hops = [
    { ...place(name), id: `${host} bond`, link: bonds.join(", "), kind: "bond" },
    { ...place(name), id: `${host} leg`, link: legs.length === 1 ? String(legs[0]?.["leg"]) : `${legs.length} legs`, kind: "legs" },
    ...(words === undefined ? [] : [partner]),
  ];
  return { hops, legs: legs.map((row) => legOf(row, { taken, words, readings, columns: hops.length })) };
}

const place = (host: string): Pick<Hop, "host" | "namespace" | "mtu" | "counters"> => ({ host, namespace: null, mtu: null, counters: [] });

interface Given {
  readonly taken: Taken;
  readonly words: Taken | undefined;
  readonly readings: readonly Taken[];
  readonly columns: number;
}

function legOf(row: Row, { taken, words, readings, columns }: Given): Leg {
  const leg = String(row["leg"]);
  const spoken = rowsIn(words, "legs").find(({ key }) => key === leg);
  const judged = rowsIn(newest(readings, "bondLegs", taken.host), "legs").find(({ key }) => key === row.key);
  const wrong = Object.entries(judged ?? {}).filter(([field, value]) => field !== "key" && (numberIn(value) ?? 0) > 0);
  const points = [
    {
      column: 0,
      seen: row["carries"] === true ? "carries" : row["carries"] === false ? "carries nothing" : unread,
      say: `${leg} in its bond`,
    },
    { column: 1, seen: row["up"] === true ? "up" : row["up"] === false ? "down" : unread, say: `${leg} itself` },
    ...(columns < 3
      ? []
      : [{ column: 2, seen: spoken === undefined ? "nothing seen" : (spoken["partnerSystem"] ?? unread), say: `the partner of ${leg}` }]),
  ];
  const [sent, received] = [numberIn(spoken?.["sent"]), numberIn(spoken?.["received"])];
  const lacp = sent === null || received === null ? [] : [`LACPDUs: ${sent} out, ${received} in`];
  const speed = typeof row["speed"] === "string" ? [row["speed"]] : [];
  const losses = wrong.slice(0, 1).map(([field, value]) => {
    const column = FAR.has(field) ? columns - 1 : 1;
    return {
      after: Math.min(column, 1),
      count: numberIn(value) ?? 0,
      within: true,
      from: column,
      to: column,
      mtu: null,
      say: sayOf(field, numberIn(value) ?? 0),
    };
  });
  return { title: row.key, say: [...speed, ...lacp].join(", "), seq: taken.seq, back: false, points, losses };
}

const unread: Value = { unknown: "not read" };

const sayOf = (field: string, count: number): string => `${WRONG[field] ?? field}${count > 1 ? `, ${count} times` : ""}`;

/** What is wrong at the other end, or on the wire to it. */
const FAR: ReadonlySet<string> = new Set(["silent", "stray", "split", "unheard"]);

const WRONG: Readonly<Record<string, string>> = {
  silent: "no LACPDU comes in",
  deaf: "LACPDUs come in, and its port works with defaults",
  unheard: "the other end says that it does not hear us",
  stray: "another system than at the leg that carries",
  split: "another aggregation than the leg that carries",
  uneven: "another speed or duplex than the leg that carries",
  down: "no link",
  unwatched: "no link, and the bond does not look",
  wrongMode: "the other end speaks LACP, the bond does not",
  flaps: "its link failed or came back",
};
