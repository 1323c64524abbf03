import type { Brief, Row, Value } from "../../contract/index.ts";
import type { Around } from "./around.ts";
import type { Counted } from "./passage.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";
import type { Hop, Leg } from "./view.ts";

/** One host of the way between two guests: which columns are its ends. */
interface Side {
  readonly key: string;
  readonly name: string;
  /** From the guest's port outwards. */
  readonly hops: readonly Hop[];
  /** The guest's own device, the port's end at the switch, and the interface towards the other hosts, where they were read. */
  readonly tap: string | null;
  readonly port: string | null;
  readonly wire: string | null;
}

const NOT_READ: Value = { unknown: "not read" };

/** Frames to a guest and back, device by device: what came in and what went out. */
export function guestLegs(around: Around): Counted | null {
  const { readings, brief, names } = around;
  const keyOf = (role: string): string | undefined => brief.hosts.find((host) => host.role === role)?.key;
  const [compute, origin] = [keyOf("compute"), keyOf("origin")];
  const trace = newest(readings, "guestTrace", compute ?? "");
  if (compute === undefined || trace === undefined) return null;
  const far = sideOf(around, { key: compute, other: origin, port: brief.inputs["tap"] });
  const near = origin === undefined ? null : sideOf(around, { key: origin, other: compute, port: brief.inputs["proberTap"] });
  const prober = proberHop(around);
  const guest = hop({ id: "guest", host: "guest", link: brief.inputs["target"] ?? "port", kind: "guest" });
  const hops = [...(prober === null ? [] : [prober]), ...(near?.hops ?? []), ...far.hops.toReversed(), guest];
  const rows = [near, far].flatMap((side) =>
    side === null
      ? []
      : rowsIn(newest(readings, "guestTrace", side.key), "segments")
          .filter(({ place }) => place !== "between" || side === far)
          .map((row) => ({ row, side })),
  );
  const place = { hops, guest: hops.length - 1, near, names };
  const legs = (["toGuest", "fromGuest"] as const).map((direction) => legOf(rows, { ...place, direction, seq: trace.seq }));
  return { hops, legs: legs.filter(({ points, losses }) => points.length > 1 || losses.length > 0) };
}

const hop = (given: Pick<Hop, "id" | "host" | "link" | "kind"> & { readonly mtu?: Value }): Hop => ({
  namespace: null,
  mtu: null,
  counters: [],
  ...given,
});

function proberHop({ readings, brief, names }: Around): Hop | null {
  const host = brief.hosts.find(({ role }) => role === "prober");
  const taken = host === undefined ? undefined : newest(readings, "guestProbe", host.key);
  if (host === undefined || taken === undefined) return null;
  const { device, mtu } = taken.reading.fields;
  const known = typeof device === "string" && device !== "";
  return hop({
    id: host.key,
    host: names.get(host.key) ?? host.name,
    link: known ? device : "prober",
    kind: known ? "interface" : "host",
    ...(known && mtu !== undefined ? { mtu } : {}),
  });
}

interface Asked {
  readonly key: string;
  readonly other: string | undefined;
  /** The guest's tap, which names the port's other devices too. */
  readonly port: Brief["inputs"][string] | undefined;
}

function sideOf({ readings, names }: Around, { key, other, port }: Asked): Side {
  const frames = newest(readings, "guestFrames", key);
  const ports = newest(readings, "ovsPorts", key);
  const name = names.get(key) ?? key;
  const suffix = (port ?? "").slice(3);
  const devices = rowsIn(frames, "devices").filter((row) => suffix !== "" && row.key.endsWith(suffix));
  const tunnel = tunnelTo(ports, newest(readings, "ovsPorts", other ?? ""));
  const wire = other === undefined ? null : (wireIn(frames) ?? wireOf(ports, newest(readings, "ovsPorts", other)));
  const at = (link: string, kind: string, mtu: Value | null): Hop => ({ ...hop({ id: `${key} ${link}`, host: name, link, kind }), mtu });
  const own = devices.map((row) => at(row.key, kindOf(row, devices), row["mtu"] ?? null));
  const last = devices.at(-1)?.key ?? null;
  const inner = rowsIn(ports, "ports").find((row) => row.key === last)?.["bridge"];
  const outer = tunnel?.["bridge"];
  const bridges = [...new Set([inner, ...(tunnel === undefined ? [] : [outer])])].flatMap((one) =>
    typeof one === "string" ? [at(one, "bridge", null)] : [],
  );
  const hops = [
    ...own,
    ...bridges,
    ...(tunnel === undefined ? [] : [at(tunnel.key, "tunnel", null)]),
    ...(wire === null ? [] : [at(wire, "interface", null)]),
  ];
  const id = (link: string | null | undefined): string | null => (link === null || link === undefined ? null : `${key} ${link}`);
  return { key, name, hops, tap: id(devices[0]?.key), port: id(last), wire: id(wire ?? tunnel?.key) };
}

/** By what its name says and what hangs on it. */
const kindOf = ({ key }: Row, devices: readonly Row[]): string =>
  key.startsWith("tap") ? "tap" : devices.some(({ master }) => master === key) ? "bridge" : "veth";

/** The interface by which tunnelled frames came or went. */
function wireIn(frames: Taken | undefined): string | null {
  const counts = new Map<string, number>();
  for (const row of rowsIn(frames, "hops")) {
    if (row["where"] === "-" || typeof row["device"] !== "string") continue;
    counts.set(
      row["device"],
      (counts.get(row["device"]) ?? 0) + (numberIn(row["request"]) ?? 0) + (numberIn(row["reply"]) ?? 0) + (numberIn(row["ask"]) ?? 0),
    );
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

const remotesOf = (ports: Taken | undefined): readonly unknown[] =>
  rowsIn(ports, "ports").flatMap(({ remote }) => (remote === "" ? [] : [remote]));

/** Where nothing came by: the interface with the address that the other host's tunnel leads to. */
function wireOf(ports: Taken | undefined, other: Taken | undefined): string | null {
  const found = rowsIn(ports, "addresses").find((row) => remotesOf(other).includes(row["address"]))?.["device"];
  return typeof found === "string" ? found : null;
}

function tunnelTo(ports: Taken | undefined, other: Taken | undefined): Row | undefined {
  const addresses = rowsIn(other, "addresses").map((row) => row["address"]);
  return rowsIn(ports, "ports").find(({ remote }) => remote !== "" && addresses.some((one) => one === remote));
}

interface Placing {
  readonly hops: readonly Hop[];
  readonly guest: number;
  readonly near: Side | null;
  readonly direction: "toGuest" | "fromGuest";
  readonly seq: number;
}

interface Segment {
  readonly row: Row;
  readonly side: Side;
}

/** Which of the place's two ends frames come in at and go out at, in their direction. */
function endsOf({ row, side }: Segment, { hops, guest, near, direction }: Placing): readonly [number, number] | null {
  const column = (id: string | null | undefined): number => (id === null || id === undefined ? -1 : hops.findIndex((one) => one.id === id));
  const [first, last] =
    row["place"] === "between"
      ? [column(near?.wire), column(side.wire)]
      : row["place"] === "guest"
        ? [guest, guest]
        : row["place"] === "filter"
          ? [column(side.tap), column(side.port)]
          : [column(side.port), column(side.wire)];
  const known = [first < 0 ? last : first, last < 0 ? first : last] as const;
  if (known[0] < 0) return null;
  const ascending = known[0] <= known[1] ? known : ([known[1], known[0]] as const);
  return direction === "toGuest" ? ascending : [ascending[1], ascending[0]];
}

function legOf(rows: readonly Segment[], placing: Placing): Leg {
  const back = placing.direction === "fromGuest";
  // What reached the guest ends the way to it and begins the way back, where the way back is that of its answers.
  const kinds = new Set(
    rows.filter(({ row }) => row["direction"] === "fromGuest" && row["place"] !== "guest").map(({ row }) => String(row["kind"])),
  );
  const turned = new Set(Object.entries(ANSWERED_BY).flatMap(([kind, answer]) => (kinds.size === 0 || kinds.has(answer) ? [kind] : [])));
  const mine = rows
    .filter(({ row }) => (row["place"] === "guest" ? !back || turned.has(String(row["kind"])) : row["direction"] === placing.direction))
    .flatMap((one) => {
      const ends = endsOf(one, placing);
      return ends === null ? [] : [{ ...one, ends }];
    })
    .toSorted((a, b) => (back ? b.ends[0] - a.ends[0] : a.ends[0] - b.ends[0]));
  const points = mine.flatMap(({ row, ends }) => {
    const turns = row["place"] === "guest";
    const [into, out] = [row["in"] ?? NOT_READ, row["out"] ?? NOT_READ];
    const said = (column: number, word: string): string =>
      `${word} ${placing.hops[column]?.link ?? ""} of ${placing.hops[column]?.host ?? ""}`;
    if (turns) return [{ column: ends[0], seen: back ? out : into, say: said(ends[0], back ? "left" : "came to") }];
    return [
      { column: ends[0], seen: into, say: said(ends[0], "came to") },
      { column: ends[1], seen: out, say: said(ends[1], "came to") },
    ];
  });
  const kept = points.filter(({ column }, at) => points.findIndex((one) => one.column === column) === at);
  const losses = mine.flatMap(({ row, ends }): Leg["losses"] => {
    const [into, out] = [numberIn(row["in"]), numberIn(row["out"])];
    if (into === null || out === null || into <= out || (!back && row["place"] === "guest")) return [];
    const after = kept.findIndex(({ column }) => column === ends[0]);
    return [{ after, count: into - out, within: true, from: ends[0], to: ends[1], mtu: null }];
  });
  return { title: back ? "From the guest" : "To the guest", say: kindsOf(mine), seq: placing.seq, back, points: kept, losses };
}

const kindsOf = (rows: readonly Segment[]): string =>
  [...new Set(rows.map(({ row }) => KIND_WORDS.get(String(row["kind"])) ?? `${String(row["kind"])}s`))].join(", ");

const ANSWERED_BY: Readonly<Record<string, string>> = { request: "reply", largeRequest: "largeReply", ask: "answer" };

const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ["ask", "questions for an address"],
  ["largeRequest", "large requests"],
  ["largeReply", "large replies"],
  ["reply", "replies"],
  ["answer", "answers for an address"],
  ["askBack", "the guest's own questions for an address"],
  ["answerBack", "answers to its questions"],
]);
