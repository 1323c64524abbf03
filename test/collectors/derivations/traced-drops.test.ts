import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import { isUnknown, type BriefHost, type Given, type Reading, type Row, type Source, type Value } from "#machines/contract/index.ts";

const host = (role: string, name: string): BriefHost => ({ key: role, role, name, address: name });
const hosts = [host("sender", "alpha"), host("receiver", "beta")];
const receiver = hosts[1] as BriefHost;

type Fields = Readonly<Record<string, Value>>;

const HERE = {
  ...{
    backlog: 0,
    flowLimit: 0,
    filter: 0,
    byRules: 0,
    queue: 0,
    uncountedRules: 0,
    refusedIn: 0,
    refusedOut: 0,
    outDiscards: 0,
    rxDropped: 0,
  },
  ...{ ring: 0, damaged: 0, portBuffer: 0 },
};
const LINKS = { carrierChanges: 0 };
const blind = (why = "denied"): Value => ({ unknown: why });

interface Patient {
  readonly here?: Fields;
  readonly trace?: Fields | null;
  readonly within?: Value;
  readonly arriving?: Value;
  readonly links?: Fields;
  readonly xdp?: Readonly<Record<string, Value>>;
  readonly bitmap?: string;
  readonly reasons?: readonly Row[];
  readonly refusedPaths?: number;
}

const source = (
  at: BriefHost,
  collector: string,
  { moment = "during", ...reading }: Reading & { readonly moment?: Source["moment"] },
): Source => ({
  ...{ collector, test: collector, host: at, moment, args: {}, answer: reading },
});

function about(patient: Patient): Reading {
  const { here = {}, trace = {}, within = 0, arriving = 0, links = {}, xdp = {}, bitmap = "0", reasons = [], refusedPaths = 0 } = patient;
  const stations = [
    { key: "2 request left alpha", host: "sender", missing: 0 },
    { key: "3 request seen on beta", host: "receiver", missing: arriving },
    { key: "4 reply left beta", host: "receiver", missing: within },
    { key: "5 reply seen on alpha", host: "sender", missing: 0 },
  ];
  const sources = hosts.flatMap((at) => {
    const own = at === receiver;
    return [
      source(at, "hostDrops", { fields: { ...HERE, ...(own ? here : {}) } }),
      source(at, "passage", { fields: { lostWithin: own ? within : 0, lostOnArrival: own ? arriving : 0 }, tables: { stations } }),
      source(at, "links", { moment: "before", fields: LINKS }),
      source(at, "links", {
        moment: "after",
        fields: { ...LINKS, ...(own ? links : {}) },
        tables: { interfaces: own ? Object.entries(xdp).map(([key, mode]) => ({ key, xdp: mode })) : [] },
      }),
      source(at, "sysctls", { moment: "once", fields: { flowLimitCpuBitmap: bitmap } }),
      source(at, "protocolCounters", { moment: "before", fields: { TcpExtIPReversePathFilter: 5 } }),
      source(at, "protocolCounters", { moment: "after", fields: { TcpExtIPReversePathFilter: 5 + (own ? refusedPaths : 0) } }),
      ...(trace === null
        ? []
        : [source(at, "dropReasons", { fields: { netfilterRule: 0, qdisc: 0, cpuBacklog: 0, ...trace }, tables: { reasons } })]),
    ];
  });
  return derive("tracedDrops", { host: receiver, hosts, inputs: {}, args: {}, sources } satisfies Given);
}

const fields = (patient: Patient): Fields => about(patient).fields;

describe("rules", () => {
  const uncounted = { filter: blind("a rule has no counter"), uncountedRules: 1, refusedIn: 8 };
  it("speak for themselves when they count, as far as probes vanished within the host", () => {
    expect(fields({ here: { filter: 8, byRules: 8 }, within: 8 })["filter"]).toBe(8);
    expect(fields({ here: { filter: 415, byRules: 415 }, within: 0 })["filter"]).toBe(0);
  });
  it("are not what dropped when their count is of ARP, or of packets that something else made invalid", () => {
    expect(fields({ here: { filter: 8, byRules: 0 }, within: 8 })["filter"]).toBe(0);
  });
  it("are counted by the trace, cut down to what this host's own protocol lost", () => {
    expect(fields({ here: uncounted, trace: { netfilterRule: 20 }, within: 8 })["filter"]).toBe(8);
    expect(fields({ here: uncounted, trace: { netfilterRule: 0 }, within: 8 })["filter"]).toBe(0);
    expect(
      fields({ here: { ...uncounted, uncountedRules: blind(), refusedIn: 8 }, trace: { netfilterRule: 8 }, within: 8 })["filter"],
    ).toBe(8);
  });
  it("are what nothing else explains only where a rule without a counter was seen", () => {
    expect(fields({ here: uncounted, trace: null, within: 8 })["filter"]).toBe(8);
    expect(isUnknown(fields({ here: { ...uncounted, uncountedRules: blind() }, trace: null, within: 8 })["filter"])).toBe(true);
    expect(isUnknown(fields({ here: { filter: blind(), uncountedRules: 0, refusedIn: 8 }, trace: null, within: 8 })["filter"])).toBe(true);
  });
});

describe("queues and backlogs", () => {
  it("are counted by the trace where tc is missing", () => {
    expect(fields({ here: { queue: blind(), outDiscards: 9 }, trace: { qdisc: 30 }, within: blind() })["queue"]).toBe(9);
    expect(isUnknown(fields({ here: { queue: blind(), outDiscards: 9 }, trace: null })["queue"])).toBe(true);
  });
  it("a backlog is what the trace names, and only with the flow limit off", () => {
    const here = { backlog: blind(), rxDropped: 8 };
    expect(fields({ here, trace: { cpuBacklog: 500 } })["backlog"]).toBe(8);
    expect(isUnknown(fields({ here, trace: { cpuBacklog: 500 }, bitmap: "2" })["backlog"])).toBe(true);
    expect(isUnknown(fields({ here, trace: null })["backlog"])).toBe(true);
  });
});

describe("between hosts", () => {
  it("is what left one and was not seen on the next, and names the direction", () => {
    const reading = about({ arriving: 11 });
    expect(reading.fields).toMatchObject({ between: 11, outsidePossible: true });
    expect(reading.tables?.["segments"]).toContainEqual({ key: "requests from alpha to beta", missing: 11 });
  });
  it("is less what the next host's card or backlog counted", () => {
    expect(fields({ arriving: 11, here: { backlog: 11 } })).toMatchObject({ between: 0, outsidePossible: false });
    expect(fields({ arriving: 11, here: { ring: 4 } })["between"]).toBe(7);
    expect(isUnknown(fields({ arriving: 11, here: { ring: blind("ethtool is missing") } })["between"])).toBe(true);
    expect(fields({ arriving: 11, here: { backlog: blind(), rxDropped: 11 } })["between"]).toBe(0);
  });
  it("is the link's when it went down and up meanwhile", () => {
    expect(fields({ arriving: 11, links: { carrierChanges: 2 } })).toMatchObject({ between: 0, flapLoss: 11 });
    expect(fields({ arriving: 11 })["flapLoss"]).toBe(0);
  });
  it("is not known to be the way where no probe at all was answered, unless every one was lost within a host", () => {
    const here = { outsidePossible: blind("not one of the probes came back") };
    expect(fields({ here, arriving: 1000 })).toMatchObject({ between: 1000, outsidePossible: here.outsidePossible });
    expect(fields({ here, within: 1000 })["outsidePossible"]).toBe(false);
  });
  it("is nothing when all that is missing vanished within a host, and unknown without captures", () => {
    expect(fields({ within: 8 })).toMatchObject({ between: 0, outsidePossible: false });
    const unseen = fields({ arriving: blind("tcpdump is missing") });
    expect([isUnknown(unseen["between"]), unseen["outsidePossible"]]).toEqual([true, true]);
  });
});

describe("places by the kernel's own word", () => {
  const drop = (reason: string, at: string, packets: number): Row => ({
    ...{ key: `${reason} ${at}`, reason, function: "nft_do_chain", device: at, namespace: "own", packets },
  });
  const elsewhere = { ...drop("NETFILTER_DROP", "eth1", 8), namespace: "qrouter-a" };
  const nowhere = { ...drop("NETFILTER_DROP", "", 8), device: blind("no BTF"), namespace: blind("no BTF") };
  const uncounted = { filter: blind("a rule has no counter"), uncountedRules: 1, refusedIn: 8 };
  const rulesOf = (reasons: readonly Row[]): unknown =>
    about({ here: uncounted, trace: { netfilterRule: 8 }, within: 8, reasons }).tables?.["rules"];

  it("names the interface at which rules without a counter dropped what is missing", () => {
    expect(rulesOf([drop("NETFILTER_DROP", "eth1", 8), drop("NETFILTER_DROP", "eth0", 2)])).toEqual([
      { key: "nft_do_chain on eth1", drops: 8 },
    ]);
  });

  it("names none where two dropped enough, where it is another namespace's, or where the host could not tell", () => {
    expect(rulesOf([drop("NETFILTER_DROP", "eth1", 8), drop("NETFILTER_DROP", "eth0", 800)])).toEqual([]);
    expect(rulesOf([elsewhere])).toEqual([]);
    expect(rulesOf([nowhere])).toEqual([]);
    expect(rulesOf([drop("OTHERHOST", "eth1", 8)])).toEqual([]);
  });

  it("names queue, program and reverse path by theirs", () => {
    const reasons = [drop("QDISC_DROP", "eth1", 5), drop("TC_INGRESS", "eth2", 6), drop("IP_RPFILTER", "eth3", 7)];
    const reading = about({ here: { queue: 5 }, trace: { qdisc: 5, packetProgram: 6 }, within: 5, refusedPaths: 7, reasons });
    expect(reading.tables).toMatchObject({
      queues: [{ key: "eth1", drops: 5 }],
      programs: [{ key: "TC_INGRESS on eth2", drops: 6 }],
      reversePaths: [{ key: "eth3", drops: 7 }],
    });
    // A generic XDP program drops for no reason that is given.
    const generic = { ...drop("NOT_SPECIFIED", "eth2", 6), function: "do_xdp_generic" };
    expect(about({ trace: { packetProgram: 6 }, reasons: [generic] }).tables?.["programs"]).toEqual([{ key: "XDP on eth2", drops: 6 }]);
  });
});

describe("what an XDP program drops before the capture", () => {
  it("is not lost between the hosts: what the kernel traces of it is taken off, and what nobody traces is not known", () => {
    const between = (xdp: Readonly<Record<string, Value>>, packetProgram: Value): Value | undefined =>
      fields({ arriving: 100, xdp, trace: { packetProgram } })["between"];
    expect(between({}, 0)).toBe(100);
    expect(between({ eth0: "none", eth1: "none" }, 40)).toBe(100);
    expect(between({ eth0: "none", eth1: "generic" }, 100)).toBe(0);
    expect(between({ eth1: "generic" }, 30)).toBe(70);
    const says = (words: string): unknown => ({ unknown: expect.stringContaining(words) as string });
    expect(between({ eth1: "generic" }, 0)).toEqual(says("an XDP program at eth1"));
    expect(between({ eth1: "native", eth2: "generic" }, 100)).toEqual(says("an XDP program at eth1 and eth2"));
    expect(between({ eth1: "generic" }, blind())).toEqual(says("an XDP program at eth1"));
    expect(between({ eth1: { unknown: "sysfs does not say" } }, 0)).toEqual(says("sysfs does not say"));
  });
});
