import type { Given } from "#machines/contract/collector.ts";
import { type Row, unknown, type Unknown } from "#machines/contract/value.ts";
import { textIn } from "../guest-rows.ts";
import { readingOf, rowsOf } from "../source-readings.ts";

/** The namespaces of one host that may serve this guest, and what they make of its requests. */
export interface Service {
  readonly namespaces: readonly Row[];
  /** Leads requests to a port, or has the address itself. */
  readonly leading: readonly Row[];
  readonly serving: readonly Row[];
  /** Rules of these namespaces that dropped something in the window. */
  readonly rules: readonly Row[];
}

export function serviceOf(given: Given, key: string, mac: string | null): Service | Unknown {
  const reading = readingOf(given, "metadataService", { host: key });
  if ("unknown" in reading) return reading;
  const all = rowsOf(reading, "namespaces");
  if (all.length === 0) return unknown("no namespace of this host has the guest on its network: is this the host that serves it?");
  const namespaces: Row[] = [];
  for (const kind of new Set(all.map((row) => textIn(row, "kind")))) {
    const own = all.filter((row) => textIn(row, "kind") === kind);
    const known = own.length === 1 ? own : own.filter((row) => mac !== null && textIn(row, "mac") === mac);
    // Tenants use the same private networks; whose namespace it is only the guest's Ethernet address tells.
    if (known.length === 0)
      return unknown(`${own.length} networks of this host use the guest's addresses, and none of them knows the guest`);
    namespaces.push(...known);
  }
  const unread = namespaces.find((row) => typeof row["serves"] !== "boolean");
  if (unread !== undefined) return unknown(`what ${unread.key} does with requests for metadata could not be read`);
  const names = new Set(namespaces.map(({ key: name }) => name));
  return {
    namespaces,
    leading: namespaces.filter((row) => row["ledTo"] !== 0),
    serving: namespaces.filter((row) => row["serves"] === true),
    rules: rowsOf(reading, "rules").filter((row) => names.has(row.key.slice(0, row.key.indexOf(": ")))),
  };
}
