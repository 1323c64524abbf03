import type { Catalogue, Row, Value } from "../../contract/index.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";
import type { Hop, Tunnel } from "./view.ts";

/** The way as the layouts of all hosts drew it, from the sender to the receiver. */
export function hopsOf(readings: readonly Taken[], names: ReadonlyMap<string, string>, catalogue: Catalogue): readonly Hop[] {
  return rowsIn(newest(readings, "path"), "hops").map((row): Hop => {
    const link = String(row["link"]);
    const slash = link.lastIndexOf("/");
    const host = String(row["host"]);
    const key = [...names].find(([, name]) => name === host)?.[0] ?? host;
    return {
      id: row.key,
      host,
      link: link.slice(slash + 1),
      namespace: slash < 0 ? null : link.slice(0, slash),
      kind: String(row["kind"] ?? ""),
      mtu: row["mtu"] ?? null,
      counters: countersOf(readings, { host: key, link }, catalogue),
    };
  });
}

/** Collectors with a table of interfaces whose counters stand for what an interface did in the window. */
const COUNTED = ["pathCounters", "links"] as const;
const DROPS = /drop|err|miss|fail|discard|over|crc|collision/i;
const MOST = 2;

export function countersOf(
  readings: readonly Taken[],
  at: { readonly host: string; readonly link: string },
  catalogue: Catalogue,
): Hop["counters"] {
  const moved = COUNTED.flatMap((collector) =>
    Object.entries(catalogue[collector]?.tables ?? {}).flatMap(([table, columns]) => {
      const rowAt = (moment: string): Row | undefined =>
        rowsIn(
          readings.findLast((one) => one.collector === collector && one.host === at.host && one.moment === moment),
          table,
        ).find((row) => row.key === at.link);
      const [before, after] = [rowAt("before"), rowAt("after")];
      return Object.entries(columns).flatMap(([field, { kind }]) => {
        const [from, to] = [numberIn(before?.[field]), numberIn(after?.[field])];
        return kind === "counter" && from !== null && to !== null && to > from ? [{ field, change: to - from }] : [];
      });
    }),
  );
  const unique = [...new Map(moved.map((one) => [one.field, one])).values()];
  return unique.sort((a, b) => Number(DROPS.test(b.field)) - Number(DROPS.test(a.field)) || b.change - a.change).slice(0, MOST);
}

/** Between which two interfaces of the way a tunnel carries it: the last of the sender's side and the first of the other host. */
export function tunnelOf(readings: readonly Taken[], hops: readonly Hop[], names: ReadonlyMap<string, string>): Tunnel | null {
  const path = newest(readings, "path");
  const kind = path?.reading.fields["tunnelKind"];
  if (path === undefined || typeof kind !== "string" || kind === "none") return null;
  const [near, far] = ["senderHost", "receiverHost"].map((role) => names.get(role));
  const from = hops.findLastIndex(({ host }) => host === near);
  const to = hops.findIndex(({ host }, at) => host === far && at > from);
  if (from < 0 || to < 0) return null;
  const field = (name: string): Value => path.reading.fields[name] ?? { unknown: "not read" };
  return {
    from,
    to,
    name: String(field("tunnel")),
    kind,
    overhead: field("overheadBytes"),
    overheadIs: field("overheadIs"),
    carried: carriedBy(readings, field("carriedMtu")),
  };
}

/** Worked out after the layout from what came through, where the settings do not say it: a program carries the tunnel, or its header has options. */
const LATER = ["outer", "overhead"] as const;

const carriedBy = (readings: readonly Taken[], planned: Value): Value =>
  LATER.reduce((known, collector) => numberIn(known) ?? newest(readings, collector)?.reading.fields["carriedMtu"] ?? known, planned);
