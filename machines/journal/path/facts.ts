import type { Catalogue, Value } from "../../contract/index.ts";
import { countersOf } from "./hops.ts";
import { newest, rowsIn, type Taken } from "./readings.ts";
import type { Hop } from "./view.ts";

/** Tables with a row for each interface that say its MTU. */
const SIZED = [
  ["links", "interfaces"],
  ["layout", "links"],
  ["guestFrames", "devices"],
] as const;

/** The places with what any reading says of the interface: its MTU, what it is, its counters that moved in the window. */
export function withFacts(
  hops: readonly Hop[],
  { readings, names }: { readonly readings: readonly Taken[]; readonly names: ReadonlyMap<string, string> },
  catalogue: Catalogue,
): readonly Hop[] {
  return hops.map((hop) => {
    if (hop.kind === "host" || hop.kind === "program") return hop;
    const key = [...names].find(([, name]) => name === hop.host)?.[0] ?? hop.host;
    const link = hop.namespace === null ? hop.link : `${hop.namespace}/${hop.link}`;
    const rows = SIZED.flatMap(([collector, table]) =>
      rowsIn(newest(readings, collector, key), table).filter((row) => row.key === hop.link || row.key === link),
    );
    const mtu: Value | null = hop.mtu ?? rows.flatMap((row) => row["mtu"] ?? [])[0] ?? null;
    const kinds = hop.kind === "interface" ? rows.flatMap((row) => (typeof row["kind"] === "string" ? [row["kind"]] : [])) : [];
    const counters = hop.counters.length > 0 ? hop.counters : countersOf(readings, { host: key, link: hop.link }, catalogue);
    return { ...hop, mtu, kind: kinds[0] ?? hop.kind, counters };
  });
}
