import fc from "fast-check";
import { type CollectorId, catalogue, collectors, derivations, parse } from "#collectors";
import type { BriefHost, Failure, FieldSpec, Given, Reading, Row, Source, Value } from "#machines/contract/index.ts";
import { NASTY } from "./damage.ts";
import { output, recordingsOf } from "../collectors/recording.ts";
import { answersOf } from "./inputs.ts";

export const derivationIds = Object.keys(derivations) as readonly (keyof typeof derivations)[];

const FAILURES: readonly Failure[] = [
  { kind: "denied", stderr: "no" },
  { kind: "toolMissing", tool: "ethtool" },
  { kind: "truncated", keptBytes: 1, limitBytes: 1 },
  { kind: "unparsable", why: "x" },
];

type Specs = Readonly<Record<string, FieldSpec>>;
const UNREAD: Value = { unknown: "it could not be read" };
const STATES = fc.constantFrom<Value>(UNREAD, true, false, ...NASTY);
const NUMBERS = fc.oneof(fc.constantFrom<Value>(UNREAD, 0, 1, 1_500, 4_294_967_295, Number.MAX_SAFE_INTEGER), fc.nat());

/** A reading such as the collector declares it, with any value in any place. */
function anyReading(collector: string): fc.Arbitrary<Reading> {
  const { fields, tables = {} } = catalogue[collector] ?? { fields: {} };
  const valuesOf = (specs: Specs) =>
    fc.record(Object.fromEntries(Object.entries(specs).map(([name, { kind }]) => [name, kind === "state" ? STATES : NUMBERS])));
  const rowsOf = (columns: Specs): fc.Arbitrary<Row[]> =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom("eth0", "0", "eth0 rx", ...NASTY), valuesOf(columns)), {
        maxLength: 4,
        selector: ([key]) => key,
      })
      .map((rows) => rows.map(([key, cells]) => ({ ...cells, key }) as Row));
  return fc.record({
    fields: valuesOf(fields),
    tables: fc.record(Object.fromEntries(Object.entries(tables).map(([table, columns]) => [table, rowsOf(columns)]))),
  });
}

const made = new Map<string, fc.Arbitrary<Reading | Failure>>();

/** Made once of each: to read and parse all recordings for every input takes longer than all else. */
const once = (id: string, make: () => fc.Arbitrary<Reading | Failure>): fc.Arbitrary<Reading | Failure> => {
  const known = made.get(id) ?? make();
  made.set(id, known);
  return known;
};

const parsed = (id: CollectorId): fc.Arbitrary<Reading | Failure> => {
  const whole = recordingsOf(id).map(({ way, stdout }) => parse(id, way, output(stdout)));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...whole, ...FAILURES) },
    { weight: 2, arbitrary: answersOf(id).map(({ way, output: printed }) => parse(id, way, printed)) },
    { weight: 2, arbitrary: anyReading(id) },
    { weight: 1, arbitrary: fc.constantFrom(...FAILURES) },
  );
};

const HOSTS: readonly BriefHost[] = [
  "sender",
  "receiver",
  "gateway",
  "healthyPeer",
  "senderHost",
  "receiverHost",
  "networkHost",
  "target",
].map((role, index) => ({ key: role, role, name: `${role}-1`, address: `192.0.2.${index + 1}` }));

/** What a derivation may be given: readings of its collectors on some hosts at some moments, some of them lies. */
export function givensOf(id: keyof typeof derivations): fc.Arbitrary<Given> {
  const { from, ...spec } = catalogue[id] ?? { from: [] };
  const recalled: readonly string[] = spec && "recalls" in spec ? (spec.recalls ?? []) : [];
  const source = (hosts: readonly BriefHost[]): fc.Arbitrary<Source> =>
    fc.constantFrom(...(from ?? [])).chain((collector) =>
      fc
        .record({
          host: fc.constantFrom(...hosts),
          moment: fc.constantFrom("once" as const, "before" as const, "during" as const, "after" as const),
          answer: once(collector, () => (collector in collectors ? parsed(collector as CollectorId) : anyReading(collector))),
          earlier: fc.boolean(),
          args: fc.constantFrom<Readonly<Record<string, string>>>(
            {},
            { interface: "eth0", target: "192.0.2.2", port: "443", count: "100" },
          ),
        })
        .map(({ earlier, ...rest }) => ({
          ...rest,
          ...{ collector, test: collector },
          ...(earlier && recalled.includes(collector) ? { earlier: { at: "2026-01-02T03:04:05.000Z" } } : {}),
        })),
    );
  return fc.subarray([...HOSTS], { minLength: 1 }).chain((hosts) =>
    fc.record({
      host: fc.constantFrom(...hosts),
      hosts: fc.constant(hosts),
      inputs: fc.constantFrom<Readonly<Record<string, string>>>({}, { port: "443", target: "192.0.2.2", guestMac: "02:00:00:00:00:01" }),
      args: fc.constantFrom<Readonly<Record<string, string>>>({}, { interface: "eth0", target: "192.0.2.2", port: "443" }),
      sources: fc.array(source(hosts), { maxLength: 12 }),
    }),
  );
}

/** How much it was given, to compare with what it made of it. */
export const sizeOf = (given: Given): number => JSON.stringify(given).length;
