import type { Value } from "../../contract/index.ts";
import type { Around } from "./around.ts";
import { chainOf, hostsOnWay, legOn, type Station } from "./chain.ts";
import type { Counted } from "./passage.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";
import type { Hop, Leg } from "./view.ts";

const NOT_READ: Value = { unknown: "not read" };

/** SYNs and their answers, interface by interface. */
export function handshakeLegs(around: Around): Counted | null {
  const { readings, brief } = around;
  const hosts = hostsOnWay(brief);
  const taken = new Map(hosts.map(({ key }) => [key, newest(readings, "handshakePath", key)]));
  const [first] = [...taken.values()].filter((one) => one !== undefined);
  if (hosts.length < 2 || first === undefined) return null;
  const hops = chainOf(around);
  const legOf = (back: boolean): Leg => {
    const [sees, lost] = back ? ["seesAnswer", "answerLostHere"] : ["seesSyn", "synLostHere"];
    const order = back ? hosts.toReversed() : hosts;
    const said = (key: string): string => `${back ? "answers" : "SYNs"} seen on ${around.names.get(key) ?? key}`;
    const stations = order.flatMap(({ key }, at): readonly Station[] => {
      const fields = taken.get(key)?.reading.fields;
      const seen = fields?.[sees] ?? NOT_READ;
      const [here, gone] = [numberIn(seen), numberIn(fields?.[lost])];
      const left: Value = here === null || gone === null ? NOT_READ : Math.max(0, here - gone);
      // Who asks and who answers are seen on one side only.
      if (at === 0) return [{ host: key, side: back ? "in" : "out", seen, say: said(key) }];
      const arrived: Station = { host: key, side: back ? "out" : "in", seen, say: said(key) };
      return at === order.length - 1
        ? [arrived]
        : [arrived, { ...arrived, side: back ? "in" : "out", seen: left, say: `what left ${said(key)}` }];
    });
    const leg = legOn(hops, stations, { title: back ? "Answers" : "SYNs", seq: first.seq, back });
    return {
      ...leg,
      losses: [
        ...endLosses(
          order.map(({ key }) => key),
          { taken, lost, leg, hops },
        ),
        ...leg.losses,
      ],
    };
  };
  return { hops, legs: [legOf(false), legOf(true)] };
}

interface Ended {
  readonly taken: ReadonlyMap<string, Taken | undefined>;
  readonly lost: string;
  readonly leg: Leg;
  readonly hops: readonly Hop[];
}

/** What the two ends swallow was seen there, and goes no further. */
function endLosses(order: readonly string[], { taken, lost, leg, hops }: Ended): Leg["losses"] {
  return [order[0], order.at(-1)].flatMap((key) => {
    const count = numberIn(taken.get(key ?? "")?.reading.fields[lost]) ?? 0;
    const after = leg.points.findIndex(({ column }) => hops[column]?.id.split(" ")[0] === key);
    const column = leg.points[after]?.column;
    return count > 0 && column !== undefined ? [{ after, count, within: true, from: column, to: column, mtu: null }] : [];
  });
}

const SEGMENTS = [
  { title: "Requests", in: "requestsIn", out: "requestsOut", back: false, among: false },
  { title: "Answers", in: "answersIn", out: "answersOut", back: true, among: false },
  // They are answers, too.
  { title: "FINs of the service", in: "finsIn", out: "finsOut", back: true, among: true },
] as const;

/** Segments of a service's conversations, by what arrived at each host and left it again. */
export function segmentLegs(around: Around): Counted | null {
  const { readings, brief, names } = around;
  const hosts = hostsOnWay(brief);
  const taken = new Map(hosts.map(({ key }) => [key, newest(readings, "segmentFate", key)]));
  const [first] = [...taken.values()].filter((one) => one !== undefined);
  if (hosts.length < 2 || first === undefined) return null;
  const hops = chainOf(around);
  const legs = SEGMENTS.map((what) => {
    const order = what.back ? hosts.toReversed() : hosts;
    const stations = order.flatMap(({ key }, at): readonly Station[] => {
      const value = (field: string): Value => taken.get(key)?.reading.fields[field] ?? NOT_READ;
      const name = names.get(key) ?? key;
      const arrived: Station = { host: key, side: what.back ? "out" : "in", seen: value(what.in), say: `arrived at ${name}` };
      const left: Station = { host: key, side: what.back ? "in" : "out", seen: value(what.out), say: `left ${name}` };
      return at === 0 ? [left] : at === order.length - 1 ? [arrived] : [arrived, left];
    });
    const leg = legOn(hops, stations, { title: what.title, seq: first.seq, back: what.back });
    return what.among ? { ...leg, among: true as const } : leg;
  });
  // Where nobody closed anything there is no FIN to follow.
  return {
    hops,
    legs: legs.filter(({ title, points }) => title !== "FINs of the service" || points.some(({ seen }) => (numberIn(seen) ?? 0) > 0)),
  };
}

/** Echo requests and what came back: how much is lost, not in which direction. */
export function echoLegs(around: Around): Counted | null {
  const { readings, names } = around;
  const taken = newest(readings, "ping") ?? newest(readings, "loadedPing");
  const hops = chainOf(around);
  if (taken === undefined || hops.length < 2) return null;
  const { sent, received, loadedMedianMs, idleMedianMs } = taken.reading.fields;
  const from = names.get(taken.host) ?? taken.host;
  const points = [
    { column: 0, seen: sent ?? NOT_READ, say: `sent by ${from}` },
    { column: hops.length - 1, seen: received ?? NOT_READ, say: "answered" },
  ];
  const [out, back] = points.map(({ seen }) => numberIn(seen));
  const count = (out ?? 0) - (back ?? out ?? 0);
  const [idle, loaded] = [numberIn(idleMedianMs), numberIn(loadedMedianMs)];
  const took = loaded !== null && idle !== null ? `, ${round(idle)} ms, under load ${round(loaded)} ms` : "";
  const losses = count > 0 ? [{ after: 0, count, within: false, from: 0, to: hops.length - 1, mtu: null }] : [];
  const say =
    out === undefined || out === null || back === null || back === undefined ? "not counted" : `${back} of ${out} came back${took}`;
  return { hops, legs: [{ title: "Probes, there and back", say, seq: taken.seq, back: false, points, losses, spans: true }] };
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** A transfer, which is measured at its two ends. */
export function transferLegs(around: Around): Counted | null {
  const { readings } = around;
  const taken = newest(readings, "throughput");
  const hops = chainOf(around);
  if (taken === undefined || hops.length < 2) return null;
  const { mbit, expectedMbit, mode } = taken.reading.fields;
  const [got, wanted] = [numberIn(mbit), numberIn(expectedMbit)];
  const say = got === null ? "not measured" : `${round(got)} Mbit/s${wanted === null ? "" : ` of ${round(wanted)} expected`}`;
  const seen: Value = got === null ? NOT_READ : `${round(got)} Mbit/s`;
  const points = [
    { column: 0, seen, say: "acknowledged to the sender" },
    { column: hops.length - 1, seen: "", say: "taken by the receiver" },
  ];
  const title = mode === "transfer" ? "Our transfer" : "The connection that was open";
  return { hops, legs: [{ title, say, seq: taken.seq, back: false, points, losses: [], spans: true }] };
}

/** Questions to each name server and what was answered. */
export function lookupLegs(around: Around): Counted | null {
  const { readings, brief } = around;
  const taken = newest(readings, "lookups");
  const rows = rowsIn(taken, "servers").filter((row) => row["asked"] === true);
  const asking = brief.hosts.find(({ key }) => key === taken?.host);
  if (taken === undefined || asking === undefined || rows.length === 0) return null;
  const client: Hop = {
    ...{ id: asking.key, host: around.names.get(asking.key) ?? asking.name, link: "resolver", namespace: asking.netns ?? null },
    kind: "program",
    mtu: null,
    counters: [],
  };
  const servers = rows.map((row): Hop => {
    const address = String(row["address"]);
    const host = serving(around, address);
    return {
      id: `${host ?? "server"} ${address}`,
      host: host === null ? address : (around.names.get(host) ?? host),
      link: address,
      namespace: null,
      kind: "name server",
      mtu: null,
      counters: [],
    };
  });
  const legs = rows.map((row, at): Leg => {
    const [asked, silent] = [numberIn(row["queries"]), numberIn(row["unanswered"])];
    const answered: Value = asked === null || silent === null ? NOT_READ : asked - silent;
    const points = [
      { column: 0, seen: row["queries"] ?? NOT_READ, say: `asked of ${String(row["address"])}` },
      { column: at + 1, seen: answered, say: `answered by ${String(row["address"])}` },
    ];
    const slowest = numberIn(row["slowestMs"]);
    const say = `${asked === null || silent === null ? "not counted" : `${asked - silent} of ${asked} answered`}${slowest === null ? "" : `, the slowest in ${round(slowest)} ms`}`;
    const losses =
      (silent ?? 0) > 0
        ? [{ after: 0, count: silent ?? 0, within: false, from: 0, to: at + 1, mtu: null, say: `${silent ?? 0} not answered` }]
        : [];
    return { title: `Questions to ${String(row["address"])}`, say, seq: taken.seq, back: false, points, losses };
  });
  return { hops: [client, ...servers], legs };
}

/** The host that was named and has this address, as its name service or its layout says. */
function serving({ readings, brief }: Around, address: string): string | null {
  const has = brief.hosts.find(({ key }) =>
    String(newest(readings, "nameService", key)?.reading.fields["addresses"] ?? "")
      .split(" ")
      .includes(address),
  );
  return has?.key ?? null;
}
