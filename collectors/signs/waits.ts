import type { Given } from "#machines/contract/collector.ts";
import type { Area, Looked, Weights } from "./areas.ts";
import { isUnknown, type Reading, type Row } from "#machines/contract/value.ts";

/** A connection that is read too slowly, or not at all: the other end is slow for it, and waits. */
const UNREAD: Weights = { slow: 7, hangs: 3 };
/** The other end of one, on the host that sends. */
const WINDOW: Weights = { slow: 7, hangs: 2 };
/** Short waits are everyday: a reader that is in step has its window closed now and then. */
const MOST_OF_IT = 0.5;

/**
 * Connections that one end holds up: the same one at both looks, its receive buffer full at both, or its sender's wait for the window grown by most of the time
 * between them.
 */
export function waitsOn(given: Given, { before, after }: { readonly before: Reading; readonly after: Reading }): Looked {
  const why = [before, after].map(({ fields }) => fields["waits"]).find((value) => isUnknown(value));
  if (why !== undefined && isUnknown(why)) return { signs: [], unread: [{ areas: AREAS_OF_WAITS, why }] };
  const earlier = new Map(rowsIn(before).map((row) => [row.key, row]));
  const both = rowsIn(after).flatMap((row): readonly (readonly [Row, Row])[] => {
    const was = earlier.get(row.key);
    return was === undefined ? [] : [[was, row]];
  });
  const full = both.filter(([was, is]) => isUnread(was) && isUnread(is)).length;
  const closed = both.filter(
    ([was, is]) => closedMs(is) - closedMs(was) >= MOST_OF_IT * 1_000 * Number(given.inputs["seconds"] ?? 10),
  ).length;
  return {
    signs: [
      ...(full === 0 ? [] : [{ key: "connections whose receive buffer stays full", count: full, weights: UNREAD }]),
      ...(closed === 0 ? [] : [{ key: "connections that wait for the other end's window", count: closed, weights: WINDOW }]),
    ],
    unread: [],
  };
}

const AREAS_OF_WAITS: readonly Area[] = ["slow"];

const rowsIn = ({ tables }: Reading): readonly Row[] => tables?.["waits"] ?? [];

const isUnread = ({ unread }: Row): boolean => typeof unread === "number" && unread >= LEAST_UNREAD;

/** As glance-script.ts lists them. */
const LEAST_UNREAD = 16_384;

const closedMs = ({ windowMs }: Row): number => (typeof windowMs === "number" ? windowMs : 0);
