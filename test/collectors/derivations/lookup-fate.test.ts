import { describe, expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Failure, Moment, Reading, Source, Value } from "#machines/contract/index.ts";
import { isReading, output, read } from "../recording.ts";

const client: BriefHost = { key: "client", role: "client", name: "alpha", address: "192.0.2.11" };
const server: BriefHost = { key: "server", role: "server", name: "beta", address: "192.0.2.12" };

const at = (on: BriefHost, moment: Moment, [collector, answer]: readonly [string, Reading | Failure]): Source => ({
  ...{ collector, test: collector, host: on, moment, args: {}, answer },
});

function recorded(id: "lookups" | "resolver" | "nameService", file: string): Reading {
  const answer = read(id, file, id === "lookups" ? { args: { slow: "500" } } : {});
  if (!isReading(answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

interface Patient {
  readonly lookups?: string;
  readonly service?: string;
  readonly taken?: number;
  readonly dropped?: number;
  /** Of the server's interface. */
  readonly xdp?: Value;
  readonly refusedByCard?: number;
  readonly hook?: boolean;
}

function sources({
  lookups = "python-hung.txt",
  service = "ss-6.1-hung.txt",
  taken = 0,
  dropped = 0,
  ...rest
}: Patient): readonly Source[] {
  const around = (on: BriefHost, collector: string, [before, after]: readonly [Reading, Reading]): readonly Source[] => [
    at(on, "before", [collector, before]),
    at(on, "after", [collector, after]),
  ];
  const rules = (packets: number): Reading => ({ fields: { dropPackets: packets, uncountedDropRules: 0 } });
  return [
    at(client, "during", ["lookups", recorded("lookups", lookups)]),
    at(client, "once", ["resolver", recorded("resolver", "linux-6.18-pair.txt")]),
    ...around(server, "nameService", [recorded("nameService", service), recorded("nameService", service)]),
    ...around(server, "protocolCounters", [
      { fields: { UdpInDatagrams: 100, UdpOutDatagrams: 100 } },
      { fields: { UdpInDatagrams: 110 + taken, UdpOutDatagrams: 110 } },
    ]),
    ...[client, server].flatMap((on) => {
      const mine = on === server ? rest : {};
      const links = (rxMissed: number): Reading => ({
        fields: { rxDropped: 3, rxMissed, txDropped: 0 },
        tables: { interfaces: [{ key: "eth1", xdp: mine.xdp ?? "none" }] },
      });
      const queues: Reading = { fields: { drops: 0 }, tables: { qdiscs: mine.hook === true ? [{ key: "eth1 clsact ffff:" }] : [] } };
      return [...around(on, "links", [links(1), links(1 + (mine.refusedByCard ?? 0))]), ...around(on, "qdisc", [queues, queues])];
    }),
    ...[client, server].flatMap((on) => around(on, "firewall", [rules(7), rules(7 + dropped)])),
  ];
}

const fate = (on: BriefHost, patient: Patient = {}, hosts: readonly BriefHost[] = [client, server]): Reading =>
  derive("lookupFate", { host: on, hosts, inputs: {}, args: {}, sources: sources(patient) });

interface Late {
  readonly answersMs: number;
  /** What the query by TCP says of its connection. */
  readonly connect: string;
  /** Of ten queries. */
  readonly lost?: number;
}

/** A server that answers late, or seems to. */
function late({ answersMs, connect, lost = 0 }: Late): Reading {
  const own = "query server=192.0.2.12 kind=A";
  const queries = Array.from({ length: 10 }, (_, n) =>
    n < lost ? `${own} via=udp answered=0 why=silent` : `${own} via=udp answered=1 ms=${answersMs} rcode=0 truncated=0 answers=1 bytes=50`,
  );
  const text = [
    ...["== lookups", "lookup kind=search found=1 error=- ms=900", "== servers", "192.0.2.12"],
    ...["== queries", ...queries, `${own} via=tcp answered=0 why=refused ${connect}`.trim(), "== end", ""],
  ].join("\n");
  const lookups = parse("lookups", 0, output(text, { args: { slow: "500" } }));
  if (!isReading(lookups)) throw new Error(JSON.stringify(lookups));
  const others = sources({}).filter(({ collector }) => collector !== "lookups");
  return derive("lookupFate", {
    ...{ host: server, hosts: [client, server], inputs: {}, args: {} },
    sources: [...others, at(client, "during", ["lookups", lookups])],
  });
}

describe("what slow lookups wait for", () => {
  it("a server that does not read: its queries wait in its socket", () => {
    const { fields, tables } = fate(server);
    expect(fields).toMatchObject({ silentHere: 1, silentElsewhere: 0, silentForLookups: 1, queriesArrived: true, waitsForTimeout: true });
    expect(fields).toMatchObject({ droppedByRules: 0, absoluteFast: false, allAnswerFast: false });
    expect(tables?.["guilty"]?.[0]?.key).toMatch(/^named \(pid 31\) on 192\.0\.2\.12:53: hung/);
    expect(fate(client).fields["silentForLookups"]).toBe(0);
  });

  it("a server on no host that was named is the client's to forget", () => {
    const { fields, tables } = fate(client, {}, [client]);
    expect(fields).toMatchObject({ silentHere: 0, silentElsewhere: 1, silentForLookups: 1 });
    expect(tables?.["guilty"]).toEqual([{ key: "nameserver 192.0.2.12", unanswered: 2 }]);
  });

  it("queries that never arrive are not the server's silence, and those that a rule takes neither", () => {
    expect(fate(server, { service: "empty.txt" }).fields).toMatchObject({ queriesArrived: false, silentHere: 0 });
    expect(fate(server, { dropped: 20 }).fields["droppedByRules"]).toBe(20);
  });

  it("a server that reads and never answers is told by what its host takes beyond what it sends", () => {
    const reads = { service: "ss-6.1-open.txt" };
    expect(fate(server, { ...reads, taken: 2 }).fields).toMatchObject({ queriesArrived: true, silentForLookups: 1 });
    expect(fate(server, { ...reads, taken: 0 }).fields).toMatchObject({ queriesArrived: false, silentForLookups: 0 });
    expect(fate(server, { ...reads, taken: 5_000 }).fields["queriesArrived"]).toMatchObject({
      unknown: expect.stringContaining("other datagrams"),
    });
  });

  it.each([
    [{ xdp: "generic" }, "an XDP program at eth1 of beta"],
    [{ xdp: { unknown: "sysfs does not say" } }, "sysfs does not say"],
    [{ hook: true }, "filters of tc at eth1 of beta"],
    [{ refusedByCard: 2 }, "interfaces of beta dropped 2 packets"],
  ])("queries that something on a host may have eaten are not lost on the way: %o", (eaten, says) => {
    const { queriesArrived, silentForLookups } = fate(server, { service: "ss-6.1-open.txt", taken: 0, ...eaten }).fields;
    expect([queriesArrived, silentForLookups]).toEqual([
      { unknown: expect.stringContaining(says) },
      { unknown: expect.stringContaining(says) },
    ]);
  });

  it("truncated answers without TCP, and large ones that never come", () => {
    const { fields } = fate(client, { lookups: "perl-truncated.txt" });
    expect(fields).toMatchObject({ truncatedWithoutTcp: true, ednsLost: true, allAnswerFast: false, silent: 0 });
  });

  it("answers as late as the way is long are not the server's, nor is its silence", () => {
    expect(late({ answersMs: 812, connect: "connect=0.4" }).fields).toMatchObject({ slowHere: 10, silentHere: 0 });
    expect(late({ answersMs: 812, connect: "connect=760.0" }).fields).toMatchObject({ slowHere: 0, silentHere: 0 });
    expect(late({ answersMs: 812, connect: "" }).fields["slowHere"]).toMatchObject({ unknown: expect.stringContaining("the way") });
    expect(late({ answersMs: 812, connect: "connect=760.0", lost: 3 }).fields).toMatchObject({
      slowHere: 0,
      silentHere: { unknown: expect.stringContaining("patience") },
      silentForLookups: { unknown: expect.any(String) },
    });
    expect(late({ answersMs: 812, connect: "connect=0.4", lost: 3 }).fields).toMatchObject({ slowHere: 7, silentHere: 1 });
    // One that answers nothing, and is reached in time, is silent however long the way is.
    expect(late({ answersMs: 812, connect: "connect=760.0", lost: 10 }).fields).toMatchObject({ silentHere: 1 });
  });

  it("without the lookups nothing is known", () => {
    const given = {
      host: client,
      hosts: [client],
      inputs: {},
      args: {},
      sources: [at(client, "during", ["lookups", { kind: "timedOut", afterMs: 1 }])],
    };
    const { fields } = derive("lookupFate", given);
    expect(Object.values(fields).every((value) => typeof value === "object")).toBe(true);
  });
});

describe("a search list", () => {
  const read = (search: readonly number[], absolute: number): Value | undefined => {
    const line = (kind: string) => (ms: number) => `lookup kind=${kind} found=1 error=- ms=${ms}`;
    const text = [
      "== lookups",
      ...search.map(line("search")),
      line("absolute")(absolute),
      "== servers",
      "192.0.2.12",
      "== queries",
      "== end",
    ];
    const answer = parse("lookups", 0, output(`${text.join("\n")}\n`, { args: { slow: "500" } }));
    const sources = [at(client, "during", ["lookups", answer])];
    return derive("lookupFate", { host: client, hosts: [client], inputs: {}, args: {}, sources }).fields["absoluteFast"];
  };

  it("is to blame where it is slow each time and the final dot is not; what is slow once in a while is somebody else", () => {
    expect(read([1_200, 1_230], 4)).toBe(true);
    expect(read([1_200, 1_230], 1_100)).toBe(false);
    expect(read([4, 1_230], 4)).toEqual({ unknown: expect.stringContaining("not so each time") });
  });
});
