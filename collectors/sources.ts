import type { Given, Source } from "#machines/contract/collector.ts";
import type { Failure } from "#machines/contract/failure.ts";
import { type Reading, type Row, type Unknown, unknown, type Value } from "#machines/contract/value.ts";

/** What a derivation finds among its sources: the reading, or why there is none. */
export type Found = { readonly reading: Reading } | { readonly why: Unknown };

interface Wanted {
  readonly collector: string;
  readonly role?: string;
  readonly host?: string;
  readonly moment?: Source["moment"];
}

/** The reading of a collector on the first host that fits. */
export function find(given: Given, wanted: Wanted): Found {
  const { collector, role, host, moment } = wanted;
  const fits = given.sources.filter(
    (source) =>
      source.collector === collector &&
      (role === undefined || source.host.role === role) &&
      (host === undefined || source.host.key === host) &&
      (moment === undefined || source.moment === moment),
  );
  const found = fits.find(({ answer }) => "fields" in answer) ?? fits[0];
  if (found !== undefined && "fields" in found.answer) return { reading: found.answer };
  const where = role ?? host ?? "any host";
  if (found !== undefined)
    return { why: unknown(`${collector} on ${found.host.name} could not be read: ${words(found.answer as Failure)}`) };
  const named = role === undefined || given.hosts.some((each) => each.role === role);
  return { why: unknown(named ? `${collector} on ${where} was not collected` : `no host was named as ${where}`) };
}

const words = (failure: Failure): string => {
  if (failure.kind === "denied") return "permission denied";
  if (failure.kind === "toolMissing") return `${failure.tool} is missing`;
  return failure.kind === "absent" ? `${failure.what} is not there` : failure.kind;
};

export const field = (found: Found, name: string): Value =>
  "reading" in found ? (found.reading.fields[name] ?? unknown(`field ${name} is absent`)) : found.why;

export const rows = (found: Found, table: string): readonly Row[] => ("reading" in found ? (found.reading.tables?.[table] ?? []) : []);

/** After minus before of a counter of one host, in the newest window; unknown when either is missing or it fell. */
export function changeOf(given: Given, wanted: Omit<Wanted, "moment">, name: string): Value {
  const [before, after] = (["before", "after"] as const).map((moment) => field(find(given, { ...wanted, moment }), name));
  if (typeof before !== "number") return typeof before === "object" ? before : unknown(`${name} is not a number`);
  if (typeof after !== "number") return typeof after === "object" ? after : unknown(`${name} is not a number`);
  return after >= before ? after - before : unknown(`counter ${name} was reset within the window`);
}

export const isNumber = (value: Value | undefined): value is number => typeof value === "number";
