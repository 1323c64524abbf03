import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Given, Moment, Reading, Row, Source, Value } from "#machines/contract/index.ts";

const host = (role: string): BriefHost => ({ key: role, name: role, role }) as BriefHost;
const HOSTS = [host("sender"), host("receiver")];
const RULE = "inet policing input handle 2: tcp dport 5201 numgen < 100 drop";

type Fields = Readonly<Record<string, Value>>;
type Rules = Readonly<Record<string, { readonly packets: Value; readonly bytes: Value }>>;

const source = (name: string, fields: Fields, tables: Reading["tables"] = {}): Source => {
  const [collector = "", moment = "", on = ""] = name.split(" ");
  return { collector, test: collector, moment: moment as Moment, args: {}, host: host(on), answer: { fields, tables } };
};
const rowsOf = (rules: Rules, times: number): readonly Row[] =>
  Object.entries(rules).map(([key, { packets, bytes }]) => ({
    ...{ key, packets: typeof packets === "number" ? times * packets : packets },
    bytes: typeof bytes === "number" ? times * bytes : bytes,
  }));
const none = { "tcp dport 9999 drop": { packets: 0, bytes: 0 } };

function losses(
  rules: Rules,
  more: {
    again?: Value;
    uncounted?: number;
    invalid?: readonly string[];
    netfilter?: Value;
    on?: string;
    xdp?: Value;
    hook?: boolean;
  } = {},
) {
  const window = (on: string, table: Rules) =>
    (["before", "after"] as const).flatMap((moment, times) => [
      source(
        `pathCounters ${moment} ${on}`,
        { segmentsSentAgain: typeof more.again === "object" ? more.again : times * (typeof more.again === "number" ? more.again : 1_000) },
        { qdiscs: on === "receiver" && more.hook === true ? [{ key: "eth1 ingress ffff:" }] : [] },
      ),
      source(`links ${moment} ${on}`, {}, { interfaces: [{ key: "eth1", xdp: on === "receiver" ? (more.xdp ?? "none") : "none" }] }),
      source(
        `firewall ${moment} ${on}`,
        { uncountedDropRules: on === "receiver" ? (more.uncounted ?? 0) : 0 },
        { dropRules: rowsOf(table, times), invalidRules: (more.invalid ?? []).map((key) => ({ key })) },
      ),
    ]);
  const sources = [
    { ...source("throughput during sender", { mssBytes: 1448, retransPercent: 5, spuriousPercent: 0 }), args: { port: "5201" } },
    ...window("sender", none),
    ...window("receiver", rules),
    ...(more.netfilter === undefined ? [] : [source("dropReasons during receiver", { netfilter: more.netfilter, lowerBound: false })]),
  ];
  const given: Given = { host: host(more.on ?? "receiver"), hosts: HOSTS, inputs: {}, args: {}, sources };
  return derive("rateLosses", given);
}

it("a rule that dropped as much as is missing is the cause, however many segments it saw at once", () => {
  // 240 packets of six segments each: 960 segments of 1,000.
  const reading = losses({ ...none, [RULE]: { packets: 240, bytes: 960 * 1500 } });
  expect(reading.fields).toMatchObject({ lostSegments: 1_000, ruleLimits: true, outsidePossible: false });
  expect(reading.tables?.["rules"]?.find(({ key }) => key === RULE)?.["segments"]).toBeCloseTo(960);
  // The rule is the receiver's: the sender knows that it is not outside, and has none of its own.
  expect(losses({ [RULE]: { packets: 240, bytes: 960 * 1500 } }, { on: "sender" }).fields).toMatchObject({
    ...{ ruleLimits: false, outsidePossible: false },
  });
});

it("rules that dropped next to nothing, or another protocol, leave it outside", () => {
  expect(losses(none).fields).toMatchObject({ ruleSegments: 0, ruleLimits: false, outsidePossible: true });
  expect(losses({ [RULE]: { packets: 20, bytes: 20 * 60 } }).fields).toMatchObject({ ruleLimits: false, outsidePossible: true });
  const other = { "inet guard input handle 3: udp dport 1900 drop": { packets: 1_000, bytes: 1e6 } };
  expect(losses(other).fields).toMatchObject({ ruleLimits: false, outsidePossible: true });
});

it.each([
  ["much less than is missing", { [RULE]: { packets: 300, bytes: 300 * 1500 } }, {}],
  ["much more", { [RULE]: { packets: 3_000, bytes: 3_000 * 1500 } }, {}],
  ["as much, of what connection tracking calls invalid", { [RULE]: { packets: 1_000, bytes: 1.5e6 } }, { invalid: [RULE] }],
  ["an unknown number, for want of a counter", { [RULE]: { packets: { unknown: "no counter" }, bytes: { unknown: "no counter" } } }, {}],
  ["nothing that is counted, where one does not count", none, { uncounted: 1 }],
  ["as much as a handful", { [RULE]: { packets: 8, bytes: 8 * 1500 } }, { again: 8 }],
] as const)("a rule that dropped %s: nobody knows", (_what, rules, more) => {
  const { ruleLimits, outsidePossible } = losses(rules, more).fields;
  expect([ruleLimits, outsidePossible]).toEqual([{ unknown: expect.any(String) }, { unknown: expect.any(String) }]);
});

it("a rule without a counter is acquitted only where the kernel says that netfilter dropped nothing", () => {
  expect(losses(none, { uncounted: 1, netfilter: 0 }).fields).toMatchObject({ ruleLimits: false, outsidePossible: true });
  expect(losses(none, { uncounted: 1, netfilter: 5 }).fields["outsidePossible"]).toEqual({ unknown: expect.any(String) });
});

it("without a count of what was sent again nothing is compared, and nothing is blamed", () => {
  const again = { unknown: "permission denied" };
  expect(losses({ [RULE]: { packets: 240, bytes: 960 * 1500 } }, { again }).fields).toMatchObject({
    ruleLimits: again,
    outsidePossible: again,
  });
});

it("what rules that ask for the connection's port dropped is a part of what is missing, whatever took the rest", () => {
  const beside = (key: string) => losses({ [key]: { packets: 300, bytes: 300 * 1500 } }).fields["besideSegments"];
  expect(beside(RULE)).toBeCloseTo(300);
  expect(beside("filter INPUT rule 1: -p tcp -m multiport --dports 80,5201 -j DROP")).toBeCloseTo(300);
  // Another port, or any: whose segments it dropped is not known.
  expect(beside("inet policing input handle 2: tcp dport 52010 drop")).toBe(0);
  expect(beside("inet policing input handle 2: drop")).toBe(0);
});

it.each([
  [{ xdp: "native" }, "an XDP program at eth1 of receiver"],
  [{ xdp: { unknown: "sysfs does not say" } }, "sysfs does not say"],
  [{ hook: true }, "filters of tc at eth1 of receiver"],
])("what a program at an interface may have dropped is not outside: %o", (more, says) => {
  expect(losses(none, more).fields).toMatchObject({ ruleLimits: false, outsidePossible: { unknown: expect.stringContaining(says) } });
});
