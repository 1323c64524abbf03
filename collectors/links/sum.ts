import type { Reading, Row } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { sum } from "../number.ts";

export const COUNTERS = [
  "rxPackets",
  "rxDropped",
  "rxErrors",
  "rxMissed",
  "rxFifo",
  "rxOver",
  "rxNohandler",
  "txPackets",
  "txDropped",
  "txErrors",
  "carrierChanges",
] as const;

/** Sums every interface but the loopback, which repeats what is sent there as received. */
export function sumLinks(rows: readonly (Row & { readonly loopback: boolean })[]): Reading {
  if (rows.length === 0) unparsable("no interface at all; even an empty network namespace has a loopback");
  if (new Set(rows.map(({ key }) => key)).size !== rows.length) unparsable("one interface came twice");
  const counted = rows.filter(({ loopback }) => !loopback);
  const fields = Object.fromEntries(
    COUNTERS.map((name) => [
      name,
      sum(
        counted.map((row) => row[name]),
        name,
      ),
    ]),
  );
  return {
    fields: { ...fields, interfaces: counted.length },
    tables: { interfaces: rows.map(({ loopback: _left, ...row }) => row as Row) },
  };
}
