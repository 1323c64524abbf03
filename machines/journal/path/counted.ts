import type { Brief, Value } from "../../contract/index.ts";
import { lossesIn, sentWords, type Counted } from "./passage.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";
import { endOf, type Way } from "./end.ts";
import type { Hop, Leg } from "./view.ts";

interface Around {
  readonly readings: readonly Taken[];
  readonly names: ReadonlyMap<string, string>;
  readonly brief: Brief;
}

const hop = (host: string, link: string, kind: string): Hop => ({
  id: `${host} ${link}`,
  host,
  link,
  namespace: null,
  kind,
  mtu: null,
  counters: [],
});

/** What it is, and what it is called. */
const PLACE: Readonly<Record<string, readonly [kind: string, link: string]>> = {
  filter: ["bridge", "filter"],
  switch: ["virtual", "switch"],
  between: ["network", "between"],
  guest: ["guest", "port"],
};

const placeWords = (place: string): readonly [kind: string, link: string] => PLACE[place] ?? ["", place];

/** Frames to a guest and back, place by place: what came in and what went out. */
export function guestLegs({ readings, names, brief }: Around): Counted | null {
  const taken = (role: string): Taken | undefined =>
    newest(readings, "guestTrace", brief.hosts.find((host) => host.role === role)?.key ?? "");
  const [compute, origin] = [taken("compute"), taken("origin")];
  if (compute === undefined) return null;
  const nameOf = (one: Taken): string => names.get(one.host) ?? one.host;
  const rows = [...(origin === undefined ? [] : [origin]), compute].flatMap((one) =>
    rowsIn(one, "segments")
      .filter(({ place }) => place !== "between" || one === compute)
      .map((row) => ({ row, host: row["place"] === "between" ? "network" : row["place"] === "guest" ? "guest" : nameOf(one) })),
  );
  const columns = new Map<string, Hop>();
  for (const { row, host } of rows.filter((one) => one.row["direction"] === "toGuest" || one.row["place"] === "guest")) {
    const place = String(row["place"]);
    const [kind, link] = placeWords(place);
    columns.set(`${host} ${place}`, hop(host, link, kind));
  }
  const order = [...columns.keys()];
  const legOf = (direction: "toGuest" | "fromGuest"): Leg => {
    const back = direction === "fromGuest";
    // What reached the guest ends the way to it and begins the way back.
    const mine = rows.filter(({ row }) => row["direction"] === direction || row["place"] === "guest");
    const sorted = back ? mine.toSorted((a, b) => at(b) - at(a)) : mine;
    const points = sorted.map(({ row, host }) => ({
      column: order.indexOf(`${host} ${String(row["place"])}`),
      seen: row["in"] ?? { unknown: "not read" },
      say: `came to the ${placeWords(String(row["place"]))[1]} of ${host}`,
    }));
    const losses = sorted.flatMap(({ row }, index) => {
      const [into, out] = [numberIn(row["in"]), numberIn(row["out"])];
      const turns = !back && row["place"] === "guest";
      if (turns || into === null || out === null || into <= out) return [];
      const column = points[index]?.column ?? 0;
      return [{ after: index, count: into - out, within: true, from: column, to: column, mtu: null }];
    });
    return { title: back ? "From the guest" : "To the guest", say: kindsOf(sorted), seq: compute.seq, back, points, losses };
  };
  const at = ({ row, host }: (typeof rows)[number]): number => order.indexOf(`${host} ${String(row["place"])}`);
  const legs = (["toGuest", "fromGuest"] as const)
    .map(legOf)
    .filter(({ points, losses }) => (points.length > 1 || losses.length > 0) && points.every(({ column }) => column >= 0));
  return legs.length === 0 ? null : { hops: [...columns.values()], legs };
}

const kindsOf = (rows: readonly { readonly row: Readonly<Record<string, Value>> }[]): string =>
  [...new Set(rows.map(({ row }) => KIND_WORDS.get(String(row["kind"])) ?? `${String(row["kind"])}s`))].join(", ");

const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ["ask", "questions for an address"],
  ["largeRequest", "large requests"],
  ["largeReply", "large replies"],
]);

/** SYNs and their answers, host by host. */
export function handshakeLegs({ readings, names, brief }: Around): Counted | null {
  const hosts = ["client", "gateway", "server"].flatMap((role) => brief.hosts.filter((host) => host.role === role));
  const taken = hosts.map(({ key }) => newest(readings, "handshakePath", key));
  if (hosts.length < 2 || taken.every((one) => one === undefined)) return null;
  const hops = hosts.map(({ key, role }) => hop(names.get(key) ?? key, role, "host"));
  const value = (index: number, field: string): Value => taken[index]?.reading.fields[field] ?? { unknown: "not read" };
  const legOf = (back: boolean): Leg => {
    const order = back ? hosts.map((_, index) => hosts.length - 1 - index) : hosts.map((_, index) => index);
    const points = order.map((column) => ({
      column,
      seen: value(column, back ? "seesAnswer" : "seesSyn"),
      say: `${back ? "answers" : "SYNs"} seen on ${hops[column]?.host ?? ""}`,
    }));
    // What a host swallowed was seen there and goes no further, whatever a host behind it saw of other ways.
    const within = order.flatMap((column, after) => {
      const count = numberIn(value(column, back ? "answerLostHere" : "synLostHere")) ?? 0;
      return count > 0 ? [{ after, count, within: true, from: column, to: column, mtu: null }] : [];
    });
    const between = lossesIn(points, [])
      .filter(({ after }) => !within.some((one) => one.after === after))
      .map((one) => ({ ...one, within: false }));
    return {
      title: back ? "Answers" : "SYNs",
      say: sentWords(points),
      seq: taken.find((one) => one !== undefined)?.seq ?? 0,
      back,
      points,
      losses: [...within, ...between],
    };
  };
  return { hops, legs: [legOf(false), legOf(true)] };
}

/** Packets of full size between the two ends: what was sent and what came through. Where they vanish in between, only the MTUs can say. */
export function sweepLegs({ readings, names, brief }: Around, way: Way): readonly Leg[] {
  const columns = way.hops.length;
  return ["sender", "receiver"].flatMap((role, index): readonly Leg[] => {
    const host = brief.hosts.find((one) => one.role === role);
    const taken = host === undefined ? undefined : newest(readings, "dfSweep", host.key);
    const full = numberIn(taken?.reading.fields["full"]);
    const row = rowsIn(taken, "sizes").find(({ key }) => key === String(full));
    if (taken === undefined || row === undefined || columns < 2) return [];
    const back = index === 1;
    const [here, there] = back ? [columns - 1, 0] : [0, columns - 1];
    const other = names.get(brief.hosts.find((one) => one.role === (back ? "sender" : "receiver"))?.key ?? "") ?? "the other end";
    const from = names.get(taken.host) ?? taken.host;
    const points = [
      { column: here, seen: row["sent"] ?? { unknown: "not read" }, say: `sent by ${from}` },
      { column: there, seen: row["received"] ?? { unknown: "not read" }, say: `answered by ${other}` },
    ];
    const [sent, received] = points.map(({ seen }) => numberIn(seen));
    const count = (sent ?? 0) - (received ?? sent ?? 0);
    // Where some come through, it is not their size that ends the others.
    const end = received === 0 && full !== null ? endOf(full, way, back) : { from: here, to: there, mtu: null };
    const losses = count > 0 ? [{ after: 0, count, within: false, ...end }] : [];
    return [{ title: `Packets of ${full} bytes, ${from} to ${other}`, say: sentWords(points), seq: taken.seq, back, points, losses }];
  });
}

/** Adverts of a virtual router: where they leave, where they arrive, and what a socket got. */
export function advertLegs({ readings, names, brief }: Around): Counted | null {
  const taken = newest(readings, "advertPath");
  const nameOf = (role: string): string => {
    const host = brief.hosts.find((one) => one.role === role);
    return host === undefined ? role : (names.get(host.key) ?? host.name);
  };
  if (taken === undefined) return null;
  const { fields } = taken.reading;
  const counts = [fields["sentByMaster"], fields["arrived"], fields["delivered"]].map((one) => one ?? { unknown: "not read" });
  const says = ["left the master", "came to the backup's interface", "came through its packet filter"];
  const points = counts.map((seen, column) => ({ column, seen, say: says[column] ?? "" }));
  const hops = [
    hop(nameOf("master"), "interface", "interface"),
    hop(nameOf("backup"), "interface", "interface"),
    hop(nameOf("backup"), "socket", "program"),
  ];
  const hosts = hops.map(({ host }) => ({ host }));
  return {
    hops,
    legs: [
      { title: "Adverts of the master", say: sentWords(points), seq: taken.seq, back: false, points, losses: lossesIn(points, hosts) },
    ],
  };
}
