import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import {
  isUnknown,
  type BriefHost,
  type Failure,
  type Given,
  type Moment,
  type Reading,
  type Row,
  type Source,
  type Value,
} from "#machines/contract/index.ts";

const host = (role: string, name: string): BriefHost => ({ key: role, role, name, address: name });
const hosts = [host("sender", "alpha"), host("receiver", "beta")];
const [sender, receiver] = hosts as [BriefHost, BriefHost];

type Fields = Readonly<Record<string, Value>>;
type Answer = Reading | Failure;

const source = (at: BriefHost, collector: string, when: { readonly moment: Moment; readonly answer: Answer }): Source => ({
  ...{ collector, test: collector, host: at, args: collector === "ping" ? { target: "192.0.2.12" } : {} },
  ...when,
});

/** Counters that stand at 1,000 before the window and rise by what is said. */
const around = (at: BriefHost, collector: string, { fields: rise, tables = {} }: Reading): readonly Source[] => {
  const before = Object.fromEntries(Object.keys(rise).map((name) => [name, isUnknown(rise[name]) ? rise[name] : 1000])) as Fields;
  const after = Object.fromEntries(Object.entries(rise).map(([name, by]) => [name, typeof by === "number" ? 1000 + by : by] as const));
  const zero = Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.map((row): Row => zeroed(row))] as const));
  return [
    source(at, collector, { moment: "before", answer: { fields: before, tables: zero } }),
    source(at, collector, { moment: "after", answer: { fields: after, tables } }),
  ];
};

const zeroed = (row: Row): Row =>
  ({
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "number" ? 0 : value])),
    key: row.key,
  }) as Row;

const IP = {
  ...{ IpInReceives: 2000, IpInDelivers: 2000, IpForwDatagrams: 0, IpInHdrErrors: 0, IpInAddrErrors: 0, IpInDiscards: 0 },
  ...{ IpInUnknownProtos: 0, IpExtInNoRoutes: 0, TcpExtIPReversePathFilter: 0, IpReasmReqds: 0, IpReasmOKs: 0, IpOutDiscards: 0 },
  ...{ IcmpInEchos: 1000, IcmpOutEchoReps: 1000, IcmpOutRateLimitHost: 0, IcmpOutRateLimitGlobal: 0, UdpRcvbufErrors: 0 },
};
const LINKS = { rxDropped: 0, txDropped: 0, rxPackets: 1000, rxMissed: 0, rxErrors: 0 };
const nic = (change: Fields = {}): Row => ({ key: "eth1", kind: "veth", qdisc: "noqueue", xdp: "none", txDropped: 0, ...change }) as Row;

interface Patient {
  readonly probe?: Fields;
  readonly ip?: Fields;
  readonly links?: Fields;
  readonly interfaces?: readonly Row[];
  readonly softnet?: Fields;
  readonly cards?: Fields;
  readonly rules?: readonly Row[];
  readonly uncounted?: Value;
  readonly more?: readonly Source[];
  readonly without?: readonly string[];
}

function about(at: BriefHost, patient: Patient = {}): Reading {
  const {
    probe = {},
    ip = {},
    links = {},
    interfaces = [nic()],
    softnet = {},
    cards = {},
    rules = [],
    uncounted = 0,
    more = [],
    without = [],
  } = patient;
  const sources = [
    source(sender, "ping", { moment: "during", answer: { fields: { sent: 1000, received: 992, lost: 8, ...probe } } }),
    ...hosts.flatMap((each) => [
      ...around(each, "protocolCounters", { fields: { ...IP, ...ip } }),
      ...around(each, "links", { fields: { ...LINKS, ...links }, tables: { interfaces } }),
      ...around(each, "softnet", { fields: { backlogDropped: 0, flowLimited: 0, ...softnet } }),
      ...around(each, "qdisc", { fields: { drops: 0, sentPackets: 100 }, tables: { qdiscs: [] } }),
      ...around(each, "conntrack", { fields: { drop: 0 } }),
      ...around(each, "cardCounters", { fields: { noBuffer: 0, portBuffer: 0, damaged: 0, ...cards } }),
      source(each, "firewall", {
        moment: "before",
        answer: { fields: { uncountedDropRules: uncounted }, tables: { dropRules: rules.map(zeroed) } },
      }),
      source(each, "firewall", { moment: "after", answer: { fields: { uncountedDropRules: uncounted }, tables: { dropRules: rules } } }),
    ]),
  ].filter(({ collector }) => !without.includes(collector));
  return derive("hostDrops", { host: at, hosts, inputs: {}, args: {}, sources: [...sources, ...more] } satisfies Given);
}

const REQUESTS_LOST = { ip: { IcmpInEchos: 992, IcmpOutEchoReps: 992 } };

describe("where probes can have been lost", () => {
  it("excludes the direction in which nothing is missing", () => {
    expect(about(receiver, REQUESTS_LOST).fields).toMatchObject({ arrivalPossible: true, departurePossible: false, outsidePossible: true });
    expect(about(sender, REQUESTS_LOST).fields).toMatchObject({ arrivalPossible: false, departurePossible: true });
    expect(about(receiver).fields).toMatchObject({ departurePossible: true });
    expect(about(sender).fields).toMatchObject({ arrivalPossible: true });
  });

  it("takes other people's pings for a looser bound, never for an acquittal", () => {
    const busy = { ip: { IcmpInEchos: 1012, IcmpOutEchoReps: 1012 } };
    expect(about(receiver, busy).fields).toMatchObject({ arrivalPossible: true, departurePossible: true, outsidePossible: true });
  });

  it("excludes the path when the receiver took every request and did not answer it", () => {
    const limited = { ip: { IcmpInEchos: 1000, IcmpOutEchoReps: 992, IcmpOutRateLimitHost: 8 } };
    const reading = about(receiver, limited);
    expect(reading.fields).toMatchObject({
      unanswered: 8,
      rateLimited: 8,
      arrivalPossible: false,
      departurePossible: false,
      outsidePossible: false,
    });
    expect(reading.tables?.["limits"]).toContainEqual({ key: "net.ipv4.icmp_ratelimit", messages: 8 });
    // A route that leads nowhere: the host tells itself so, and is held back in that.
    const astray = { probe: { received: 0, lost: 1000 }, ip: { IcmpInEchos: 1000, IcmpOutEchoReps: 844, IcmpOutRateLimitGlobal: 526 } };
    expect(about(receiver, astray).fields["rateLimited"]).toEqual({ unknown: expect.stringContaining("some were errors") });
  });

  it("bounds nothing where the receiver does not answer itself, or its counters are refused", () => {
    const router = { ip: { IcmpInEchos: 0, IcmpOutEchoReps: 0 } };
    expect(about(receiver, router).fields).toMatchObject({ arrivalPossible: true, departurePossible: true, outsidePossible: true });
    // Its own ICMP took none, so none is left unanswered by it.
    expect(about(receiver, router).fields["unanswered"]).toBe(0);
    expect(about(receiver, { without: ["protocolCounters"] }).fields).toMatchObject({ arrivalPossible: true, departurePossible: true });
  });

  it("does not take silence for the way: with no answer at all the hosts may still be acquitted, and what is left over is not known", () => {
    const cut = { probe: { received: 0, lost: 1000 }, ip: { IcmpInEchos: 0, IcmpOutEchoReps: 0 } };
    expect(isUnknown(about(receiver, cut).fields["outsidePossible"])).toBe(true);
    expect(about(receiver, cut).fields).toMatchObject({ arrivalPossible: true, departurePossible: false });
    expect(about(receiver, cut).fields["reversePathPossible"]).toBe(true);
    expect(about(receiver, REQUESTS_LOST).fields["reversePathPossible"]).toBe(false);
    const noisy = { ...cut, links: { rxMissed: 3, rxErrors: 3 } };
    expect(about(receiver, noisy).fields).toMatchObject({ ring: 3, ringPossible: false, damagedPossible: false, tapPossible: false });
    expect(about(receiver, { ...noisy, ...REQUESTS_LOST, probe: {} }).fields).toMatchObject({ ringPossible: true, damagedPossible: true });
    const rule = { key: "inet f input handle 2: drop", packets: 40, counted: true };
    expect(about(receiver, { ...cut, rules: [rule] }).fields).toMatchObject({ byRules: 40, filterPossible: false });
    expect(about(receiver, { ...cut, rules: [{ ...rule, packets: 1000 }] }).fields).toMatchObject({ filterPossible: true });
    const unanswered = { probe: { received: 0, lost: 1000 }, ip: { IcmpInEchos: 1000, IcmpOutEchoReps: 0 } };
    expect(about(receiver, unanswered).fields).toMatchObject({ unanswered: 1000, arrivalPossible: false, outsidePossible: false });
  });

  it("excludes nothing by probes when all of them came back: another measure shows the symptom", () => {
    const reading = about(sender, { probe: { received: 1000, lost: 0 } });
    expect(reading.fields).toMatchObject({ arrivalPossible: true, departurePossible: true, outsidePossible: false });
  });
});

describe("what a place counted", () => {
  it("is a backlog's only as far as this host's interfaces and the machine's CPUs agree", () => {
    expect(about(receiver, { links: { rxDropped: 200 }, softnet: { backlogDropped: 8 } }).fields).toMatchObject({
      backlog: 8,
      backlogPossible: true,
    });
    expect(about(receiver, { links: { rxDropped: 0 }, softnet: { backlogDropped: 196_930 } }).fields).toMatchObject({
      backlog: 0,
      backlogPossible: false,
    });
  });

  it("is unknown and excludes nothing where one of the two cannot be read, unless the other one did not move", () => {
    const blind = about(receiver, { links: { rxDropped: 8 }, without: ["softnet"] });
    expect([isUnknown(blind.fields["backlog"]), blind.fields["backlogPossible"]]).toEqual([true, true]);
    expect(about(receiver, { without: ["softnet"] }).fields["backlogPossible"]).toBe(false);
  });

  it("is the short budget's where soft interrupts stop after next to nothing, and where this host took in as much", () => {
    const cpus = (processed: number, squeezed: number): readonly Source[] =>
      around(receiver, "softnet", {
        fields: { backlogDropped: 40, flowLimited: 0, squeezed },
        tables: { cpus: [{ key: "0", processed: 90_000, squeezed: 10 } as Row, { key: "1", processed, squeezed } as Row] },
      });
    const with_ = (processed: number, squeezed: number, rxPackets = 9_000) =>
      about(receiver, { links: { rxDropped: 40, rxPackets }, without: ["softnet"], more: cpus(processed, squeezed) }).fields;
    expect(with_(9_000, 8_000)).toMatchObject({ budgetShort: true, unserved: 40, unservedPossible: true });
    // Each took its fill: the backlog is short, not the budget.
    expect(with_(90_000, 1_400)).toMatchObject({ budgetShort: false, unserved: 0, unservedPossible: false });
    // A busy host stops now and then, and another one of the same machine stops all the time.
    expect(with_(300, 150)).toMatchObject({ budgetShort: false });
    expect(with_(9_000, 8_000, 50)).toMatchObject({ budgetShort: false });
    // Nothing was refused here: what nobody could read of the CPUs does not matter.
    expect(about(receiver, { without: ["softnet"] }).fields).toMatchObject({ unserved: 0, unservedPossible: false });
  });

  it("wraps in 32 bits, and is no count after a reset", () => {
    const at = (moment: Moment, backlogDropped: number) =>
      source(receiver, "softnet", { moment, answer: { fields: { backlogDropped, flowLimited: 0 } } });
    const wrapped = about(receiver, { links: { rxDropped: 9 }, without: ["softnet"], more: [at("before", 2 ** 32 - 3), at("after", 5)] });
    expect(wrapped.fields["backlog"]).toBe(8);
    const reset = about(receiver, { links: { rxDropped: 9 }, without: ["softnet"], more: [at("before", 90), at("after", 5)] });
    expect(isUnknown(reset.fields["backlog"])).toBe(true);
  });

  it("is the greater of what the kernel and the driver count of a ring, and unknown where the one that could know is", () => {
    expect(about(receiver, { links: { rxMissed: 3 }, cards: { noBuffer: 8 } }).fields["ring"]).toBe(8);
    expect(about(receiver, { links: { rxMissed: 3 }, without: ["cardCounters"] }).fields["ring"]).toBe(3);
    expect(isUnknown(about(receiver, { without: ["cardCounters"] }).fields["ring"])).toBe(true);
  });

  it("is a rule's own doing neither when it drops ARP nor when it drops what is invalid, and at least what the others count", () => {
    const rule = (key: string): Row => ({ key, packets: 8, counted: true });
    const [own, arp, invalid] = [
      rule("inet f input handle 2: drop"),
      rule("arp guard input handle 3: drop"),
      rule("inet f forward handle 4: drop"),
    ];
    const tables = { dropRules: [own, arp, invalid], invalidRules: [invalid] };
    const fields = { uncountedDropRules: 0 };
    const more = [
      source(receiver, "firewall", { moment: "before", answer: { fields } }),
      source(receiver, "firewall", { moment: "after", answer: { fields, tables } }),
    ];
    expect(about(receiver, { without: ["firewall"], more }).fields).toMatchObject({ byRules: 8, filter: 24, filterPossible: true });
    const uncounted: Row = { key: "inet f input handle 5: drop", packets: { unknown: "this rule has no counter" }, counted: false };
    expect(about(receiver, { rules: [own, uncounted], uncounted: 1 }).fields).toMatchObject({ byRules: 8, filterPossible: true });
  });

  it("is a reverse path's at the one interface that received as many, and at none where two did", () => {
    const refusing = { ip: { TcpExtIPReversePathFilter: 8 } };
    const [eth1, eth2] = [nic({ rxPackets: 7 }), nic({ key: "eth2", rxPackets: 8 })];
    expect(about(receiver, { ...refusing, interfaces: [eth1, eth2] }).tables?.["reversePaths"]).toEqual([{ key: "eth2", refused: 8 }]);
    expect(about(receiver, { ...refusing, interfaces: [nic({ rxPackets: 8 }), eth2] }).tables?.["reversePaths"]).toEqual([]);
    expect(about(receiver, { interfaces: [eth1, eth2] }).tables?.["reversePaths"]).toEqual([]);
  });

  it("excludes rules only while each of them counts and stays", () => {
    const rule: Row = { key: "inet f input handle 2", packets: 0, counted: true };
    expect(about(receiver, { rules: [rule] }).fields).toMatchObject({ filter: 0, filterPossible: false });
    expect(about(receiver, { rules: [{ ...rule, packets: 8 }] }).fields).toMatchObject({ filter: 8, filterPossible: true });
    expect(about(receiver, { rules: [rule], uncounted: 1 }).fields["filterPossible"]).toBe(true);
    expect(about(receiver, { uncounted: { unknown: "no nft" } }).fields["filterPossible"]).toBe(true);
    const gone = source(receiver, "firewall", {
      moment: "before",
      answer: { fields: { uncountedDropRules: 0 }, tables: { dropRules: [rule] } },
    });
    const late = about(receiver, {
      without: ["firewall"],
      more: [gone, { ...gone, moment: "after", answer: { fields: { uncountedDropRules: 0 }, tables: { dropRules: [] } } }],
    });
    expect(late.fields["filterPossible"]).toBe(true);
  });

  it("leaves out what other counters explain of what the protocol took and nobody got", () => {
    const ip = { IpInReceives: 2020, IpInDelivers: 2000, TcpExtIPReversePathFilter: 5, IpExtInNoRoutes: 3 };
    expect(about(receiver, { ip }).fields["refusedIn"]).toBe(12);
  });

  it("names a tap whose queue was full, and no other interface", () => {
    const tun = nic({ key: "tun0", kind: "tun", txDropped: 9, txPackets: 30 });
    const reading = about(receiver, { interfaces: [nic({ txDropped: 4 }), tun] });
    expect(reading.fields["tap"]).toBe(9);
    expect(reading.fields["tapOffered"]).toBe(39);
    expect(reading.tables?.["taps"]).toEqual([{ key: "tun0", dropped: 9 }]);
  });

  it("names the one shaped interface where there is no tc", () => {
    const reading = about(receiver, {
      ip: { IpOutDiscards: 7 },
      without: ["qdisc"],
      interfaces: [nic({ qdisc: "tbf" }), nic({ key: "eth0" })],
    });
    expect(reading.fields["queuePossible"]).toBe(true);
    expect(reading.tables?.["queues"]).toEqual([{ key: "eth1 tbf", drops: 7 }]);
  });

  it("excludes programs where no interface has one and tc has no hook", () => {
    expect(about(receiver).fields["programPossible"]).toBe(false);
    expect(about(receiver, { interfaces: [nic({ xdp: "native" })] }).fields["programPossible"]).toBe(true);
    expect(about(receiver, { without: ["qdisc"] }).fields["programPossible"]).toBe(true);
  });

  it("takes the sockets' word for refused datagrams where the protocol's is denied", () => {
    const reading = about(receiver, { without: ["protocolCounters"], more: around(receiver, "sockets", { fields: { udpDrops: 40 } }) });
    expect(reading.fields["udpRefused"]).toBe(40);
  });
});
