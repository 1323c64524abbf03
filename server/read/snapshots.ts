import { parse } from "#collectors";
import { compareSetups, RELEVANT, type Differing } from "#collectors/setup.ts";
import type { Reading } from "#machines/contract/value.ts";
import type { SnapshotRow } from "../store/snapshots.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export type { SnapshotRow } from "../store/snapshots.ts";

const MOST_LISTED = 200;

/** Newest first; of one host, or of all. */
export async function snapshotList(visitor: Visitor, host?: string): Promise<readonly SnapshotRow[]> {
  const { store } = await web();
  return (await shownTo(visitor)).value(await store.snapshots.list({ limit: MOST_LISTED, ...(host === undefined ? {} : { host }) }));
}

export interface SetupDifference {
  readonly a: SnapshotRow;
  readonly b: SnapshotRow;
  /** `times`: of one host; `hosts`: of two, whose own addresses and routes are left out. */
  readonly between: "hosts" | "times";
  readonly compared: number;
  readonly differing: readonly (Differing & { readonly matters: boolean })[];
  /** What one of them could not tell, so that it is not compared. */
  readonly unknown: readonly string[];
}

/** Whether the address of one names one. */
export async function isSnapshot(id: string): Promise<boolean> {
  const { store } = await web();
  return (await store.snapshots.one(id)) !== null;
}

/** What two snapshots differ in, the most relevant first; null when one of them is not there. */
export async function setupDifference(visitor: Visitor, a: string, b: string): Promise<SetupDifference | null> {
  const { store } = await web();
  const [one, other] = await Promise.all([store.snapshots.one(a), store.snapshots.one(b)]);
  if (one === null || other === null) return null;
  const [left, right] = await Promise.all([readingOf(one), readingOf(other)]);
  const sameHost = left.fields["machineId"] === right.fields["machineId"] && typeof left.fields["machineId"] === "string";
  const between = sameHost ? "times" : "hosts";
  const { compared, differing } = compareSetups(left, right, between);
  return (await shownTo(visitor)).value({
    a: rowOf(one),
    b: rowOf(other),
    between,
    compared,
    differing: differing.map((each) => ({ ...each, matters: each.relevance >= RELEVANT })),
    unknown: [...new Set([...unknownIn(left, one.host), ...unknownIn(right, other.host)])],
  });
}

type Found = SnapshotRow & { readonly reading: Reading; readonly way: number };

const rowOf = ({ reading: _reading, way: _way, ...row }: Found): SnapshotRow => row;

/** The raw output, read by today's parser; where a rule of retention removed it, what was read then. */
async function readingOf({ id, investigationId, reading, way }: Found): Promise<Reading> {
  const { store } = await web();
  const seen = await store.readObservation(investigationId, id);
  if (seen === null) return reading;
  const { stdout, stderr, exitCode, args } = seen;
  try {
    const again = parse("snapshot", way, { stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8"), exitCode, args });
    return "kind" in again ? reading : again;
  } catch {
    // A form that today's parser does not foresee: what was read then stands.
    return reading;
  }
}

function unknownIn({ fields }: Reading, host: string): readonly string[] {
  return Object.entries(fields).flatMap(([field, value]) =>
    typeof value === "object" && value !== null && "unknown" in value ? [`${field} of ${host}: ${String(value.unknown)}`] : [],
  );
}
