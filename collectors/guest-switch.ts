import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { textIn } from "./guest-rows.ts";
import { readingOf, rowsOf } from "./source-readings.ts";
import { COMPUTE, ORIGIN } from "./guest-solve.ts";

/** One host's virtual switch, and the port on it that this is about: the guest's, or the prober's. */
export interface Switch {
  readonly key: string;
  readonly ports: Reading;
  readonly flows: Reading;
  /** Before the window; unknown where only one reading is there. */
  readonly before: Reading | Unknown;
  readonly port: Row | null;
}

export function switchOf(given: Given, key: string): Switch | Unknown {
  const ports = readingOf(given, "ovsPorts", { host: key });
  const flows = readingOf(given, "ovsFlows", { host: key, moment: "after" });
  if ("unknown" in ports) return ports;
  if ("unknown" in flows) return flows;
  const host = given.hosts.find((each) => each.key === key);
  const name = (host?.role === COMPUTE ? given.args["tap"] : given.args["proberTap"]) ?? "";
  return { key, ports, flows, before: readingOf(given, "ovsFlows", { host: key, moment: "before" }), port: portOf(ports, name) };
}

/** The switch's own port for a guest: behind a Linux bridge it is the qvo of the same number, else the tap itself. */
export const portOf = (ports: Reading, name: string): Row | null =>
  [`qvo${name.slice(3)}`, name, `tap${name.slice(3)}`].flatMap((each) => rowsOf(ports, "ports").find(({ key }) => key === each) ?? [])[0] ??
  null;

/** The other end of the path; null where both hang on one switch. */
export const otherOf = (given: Given): string | null =>
  given.hosts.find(({ role, key }) => (role === COMPUTE || role === ORIGIN) && key !== given.host.key)?.key ?? null;

export const addressesOf = (ports: Reading): readonly Row[] => rowsOf(ports, "addresses");

/** A tag of a port, or null where it has none. */
export const tagOf = (row: Row | null): number | null => (typeof row?.["tag"] === "number" ? row["tag"] : null);

export const portNamed = (ports: Reading, bridge: string, output: string): Row | undefined =>
  rowsOf(ports, "ports").find(
    (row) => textIn(row, "bridge") === bridge && (row.key === output || String(isUnknown(row["ofport"]) ? "" : row["ofport"]) === output),
  );

export const asks = (value: Value | undefined): Unknown | null => (isUnknown(value) ? value : null);

export const reason = (why: string): Unknown => unknown(why);
