import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Failure, Given, Moment, Reading, Source, Value } from "#machines/contract/index.ts";
import { isReading, output, read } from "../recording.ts";
import { parse } from "#collectors";

const host = (role: string): BriefHost => ({ key: role, role, name: role, address: "192.0.2.1" });
const [client, gateway, server] = [host("client"), host("gateway"), host("server")];

const probe = (lines: readonly string[]): Reading =>
  reading(parse("closeProbe", 0, output(`== conversations\n${lines.join("\n")}\n== end\n`, { args: { pause: "2", patience: "2" } })));

function reading(answer: Reading | Failure): Reading {
  if (!isReading(answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

const CLOSE = "conversation kind=close again=0 bytes=619 connected=1 ended=timeout mss=1460 port=45552 timestamps=0 unacked=0 unsent=0";
const AGAIN =
  "conversation kind=again again=0 asked=1 bytes=640 connected=1 ended=quiet mss=1460 port=45556 timestamps=0 unacked=0 unsent=0";

const at = (on: BriefHost, collector: string, answer: Reading | Failure): Source => ({
  ...{ collector, test: collector, host: on, moment: "during", args: {}, answer },
});
const when = (moment: Moment, source: Source): Source => ({ ...source, moment });

const count = (fields: Reading["fields"]): Reading => ({ fields });
/** The rule about invalid packets, connection tracking, and the settings, as in a window in which the rule dropped so many. */
const counters = (invalid: number): readonly Source[] => [
  when("before", at(gateway, "firewall", count({ invalidDropPackets: 5 }))),
  when("after", at(gateway, "firewall", count({ invalidDropPackets: 5 + invalid }))),
  when("before", at(gateway, "conntrack", count({ drop: 0 }))),
  when("after", at(gateway, "conntrack", count({ drop: 0 }))),
  when("once", at(gateway, "sysctls", count({ tcpEstablishedTimeout: 432_000 }))),
];

const fate = (on: BriefHost, sources: readonly Source[], hosts: readonly BriefHost[] = [client, gateway]): Reading =>
  derive("segmentFate", { host: on, hosts, inputs: {}, args: {}, sources } satisfies Given);

const captured = (file: string): Reading => reading(read("segments", file, { args: { target: "203.0.113.11", port: "80" } }));

const ALL_SEEN = { backlogDrops: 0, ringDrops: 0, cardDrops: 0, tapDrops: 0, sendDrops: 0, packetProgram: "none" };
const flow = (row: Readonly<Record<string, number>>, complete = true): Reading => ({
  fields: { packets: 10, flows: 1, kernelDropped: 0, complete, ...ALL_SEEN },
  tables: {
    flows: [
      {
        ...{
          key: "192.0.2.11:45552",
          clientPort: 45_552,
          requestsIn: 0,
          requestsOut: 0,
          answersIn: 0,
          answersOut: 0,
          synsIn: 0,
          synsOut: 0,
        },
        ...{ finsIn: 0, finsOut: 0, shortIn: 0, paddedIn: 0, badIn: 0, badPassed: 0, swallowed: 0, swallowedShort: 0, swallowedBad: 0 },
        ...{ swallowedFins: 0, swallowedResets: 0, ...row },
      },
    ],
  },
});

describe("what became of the segments on a gateway", () => {
  it("FINs with a wrong checksum came and did not leave, and the rule about invalid packets accounts for them", () => {
    const sources = [
      at(client, "closeProbe", probe([CLOSE, AGAIN])),
      at(gateway, "segments", captured("tcpdump-4.99-sll2.txt")),
      ...counters(7),
    ];
    expect(fate(gateway, sources).fields).toMatchObject({
      ...{ stage: "close", seen: 2, swallowed: 7, swallowedShort: 7, swallowedBad: 7, swallowedFins: 5, swallowedOther: 0 },
      ...{ checksumLike: true, oneWay: false, pauseBeyondTimeout: false, lostOutside: "no" },
    });
  });

  it("padded FINs whose checksum is right look like it as well: only what is short went missing", () => {
    const short = CLOSE.replace("45552", "44334");
    const sources = [
      at(client, "closeProbe", probe([short, AGAIN])),
      at(gateway, "segments", captured("tcpdump-4.9-sll.txt")),
      ...counters(2),
    ];
    expect(fate(gateway, sources).fields).toMatchObject({ swallowed: 2, swallowedBad: 0, checksumLike: true });
  });

  it("what is long and sound was swallowed for another reason, also where short ones were besides", () => {
    const base = [at(client, "closeProbe", probe([CLOSE, AGAIN])), ...counters(52)];
    const of = (row: Readonly<Record<string, number>>) =>
      fate(gateway, [...base, at(gateway, "segments", flow({ requestsIn: 60, answersIn: 4, swallowed: 52, ...row }))]).fields;
    expect(of({ swallowedShort: 4, swallowedBad: 4 })).toMatchObject({ checksumLike: true, beyondChecksum: true });
    expect(of({ swallowedShort: 52, swallowedBad: 50 })).toMatchObject({ checksumLike: true, beyondChecksum: false });
    expect(of({})).toMatchObject({ checksumLike: false, beyondChecksum: true });
    expect(of({ swallowed: 0 })).toMatchObject({ checksumLike: false, beyondChecksum: false });
  });

  it("a rule that counted no invalid packet leaves them to another one; more than came by proves nothing", () => {
    const seen = at(gateway, "segments", flow({ requestsIn: 4, answersIn: 4, swallowed: 4 }));
    const base = [at(client, "closeProbe", probe([CLOSE, AGAIN])), seen];
    expect(fate(gateway, [...base, ...counters(0)]).fields["swallowedOther"]).toBe(4);
    expect(fate(gateway, [...base, ...counters(400)]).fields["swallowedOther"]).toMatchObject({
      unknown: expect.stringContaining("other traffic"),
    });
  });

  it("wrong checksums that pass all the same are computed later, and prove nothing", () => {
    const seen = flow({ requestsIn: 4, answersIn: 4, badIn: 5, badPassed: 2, swallowed: 3, swallowedBad: 3 });
    const { fields } = fate(gateway, [at(client, "closeProbe", probe([CLOSE, AGAIN])), at(gateway, "segments", seen)]);
    expect(fields["swallowedBad"]).toMatchObject({ unknown: expect.stringContaining("computed later") });
    expect(fields["checksumLike"]).toBe(false);
  });

  it.each([
    ["answers whose requests nobody saw", { answersIn: 3, swallowed: 3 }, true],
    ["requests of a client that is connected all the same", { requestsIn: 3, requestsOut: 1, swallowed: 2 }, true],
    ["both", { requestsIn: 3, requestsOut: 3, answersIn: 3, swallowed: 2 }, false],
  ])("one way: %s", (_what, row, oneWay) => {
    const sources = [at(client, "closeProbe", probe([CLOSE, AGAIN])), at(gateway, "segments", flow(row))];
    expect(fate(gateway, sources).fields["oneWay"]).toBe(oneWay);
  });

  it("a capture that lost packets knows no zero", () => {
    const sources = [at(client, "closeProbe", probe([CLOSE, AGAIN])), at(gateway, "segments", flow({ requestsIn: 3 }, false))];
    expect(fate(gateway, sources).fields).toMatchObject({
      requestsIn: 3,
      swallowed: { unknown: expect.stringContaining("not complete") },
      oneWay: { unknown: expect.stringContaining("not complete") },
      lostOutside: { unknown: expect.any(String) },
    });
  });

  it("connections that nobody recognises were translated, and a capture that failed says why", () => {
    const other = probe([CLOSE.replace("45552", "60000"), AGAIN.replace("45556", "60001")]);
    const translated = fate(gateway, [at(client, "closeProbe", other), at(gateway, "segments", flow({ requestsIn: 3 }))]);
    expect(translated.fields["swallowed"]).toMatchObject({ unknown: expect.stringContaining("translated") });
    const failed = fate(gateway, [
      at(client, "closeProbe", probe([CLOSE, AGAIN])),
      at(gateway, "segments", { kind: "toolMissing", tool: "tcpdump" }),
    ]);
    expect(failed.fields["swallowed"]).toMatchObject({ unknown: expect.stringContaining("tcpdump is not installed") });
    expect(failed.fields["stage"]).toBe("close");
  });
});

describe("what became of the segments over the whole way", () => {
  const all = [client, gateway, server];
  const path = (rows: readonly (readonly [BriefHost, Readonly<Record<string, number>>])[]): Reading =>
    fate(client, [at(client, "closeProbe", probe([CLOSE, AGAIN])), ...rows.map(([on, row]) => at(on, "segments", flow(row)))], all);

  it("a FIN that left the server and arrived nowhere is lost between the hosts", () => {
    const good = { requestsOut: 3, requestsIn: 3, answersOut: 3, answersIn: 3 };
    const { fields } = path([
      [client, good],
      [gateway, good],
      [server, { ...good, finsOut: 4 }],
    ]);
    expect(fields["lostOutside"]).toBe("yes");
  });

  it("a SYN that left and arrived nowhere may have been sent the wrong way", () => {
    const probed = at(client, "closeProbe", probe([CLOSE.replace("bytes=619 connected=1", "bytes=0 connected=0")]));
    const way = [probed, at(client, "segments", flow({ requestsOut: 3 })), at(server, "segments", flow({}))];
    expect(fate(client, way, [client, server]).fields["lostOutside"]).toEqual({ unknown: expect.stringContaining("not even connect") });
  });

  const unseen = (reading: Reading, fields: Readonly<Record<string, Value>>): Reading => ({
    ...reading,
    fields: { ...reading.fields, ...fields },
  });
  const says = (words: string): unknown => ({ unknown: expect.stringContaining(words) as string });

  it("is outside only what no host can have dropped where its capture does not look", () => {
    const good = { requestsOut: 3, requestsIn: 3, answersOut: 3, answersIn: 3 };
    const outside = (fields: Readonly<Record<string, Value>>): unknown =>
      fate(
        client,
        [
          at(client, "closeProbe", probe([CLOSE, AGAIN])),
          at(client, "segments", flow(good)),
          at(gateway, "segments", unseen(flow(good), fields)),
          at(server, "segments", flow({ ...good, finsOut: 10 })),
        ],
        all,
      ).fields["lostOutside"];
    expect(outside({ backlogDrops: 1 })).toBe("yes");
    expect(outside({ backlogDrops: 2 })).toEqual(says("gateway itself dropped 2 packets"));
    expect(outside({ tapDrops: 10 })).toEqual(says("queue of a tap 10"));
    expect(outside({ packetProgram: "eth2" })).toEqual(says("XDP program at eth2 of gateway"));
    expect(outside({ cardDrops: { unknown: "no ethtool" } })).toEqual(says("not known: no ethtool"));
  });

  it("may not be behind the last host that was watched where one of them dropped as many", () => {
    const good = { requestsOut: 3, requestsIn: 3, answersOut: 3, answersIn: 3 };
    const outside = (fields: Readonly<Record<string, Value>>): unknown =>
      fate(client, [
        at(client, "closeProbe", probe([CLOSE, AGAIN])),
        at(client, "segments", flow(good)),
        at(gateway, "segments", unseen(flow(good), fields)),
      ]).fields["lostOutside"];
    expect(outside({})).toBe("maybe");
    expect(outside({ ringDrops: 1 })).toEqual(says("receive ring 1"));
  });

  it("a FIN that the server never sent is not lost, and without the server nobody knows", () => {
    const good = { requestsOut: 3, requestsIn: 3, answersOut: 3, answersIn: 3 };
    const rows = [
      [client, good],
      [gateway, good],
      [server, good],
    ] as const;
    expect(path(rows).fields["lostOutside"]).toBe("no");
    const sources = [
      at(client, "closeProbe", probe([CLOSE, AGAIN])),
      at(client, "segments", flow(good)),
      at(gateway, "segments", flow(good)),
    ];
    expect(fate(client, sources).fields["lostOutside"]).toBe("maybe");
  });

  it("data that left the server and arrived nowhere is lost, and only large data may be too large for a hop", () => {
    const good = { requestsOut: 3, requestsIn: 3, answersOut: 5, answersIn: 1 };
    const left = (shortestDataOut: number) =>
      path([
        [client, { ...good, dataIn: 0 }],
        [gateway, { ...good, dataIn: 0 }],
        [server, { ...good, dataOut: 4, shortestDataOut }],
      ]).fields["lostOutside"];
    expect(left(300)).toBe("yes");
    expect(left(1_500)).toMatchObject({ unknown: expect.stringContaining("large") });
  });

  it("a gateway around which everything goes did not lose it", () => {
    const rows = [
      [client, { requestsOut: 3, answersIn: 3 }],
      [gateway, {}],
      [server, { requestsIn: 3, answersOut: 3 }],
    ] as const;
    expect(path(rows).fields["lostOutside"]).toBe("no");
  });
});

describe("conversations that hang in different ways", () => {
  const PAUSED = AGAIN.replace("ended=quiet", "ended=timeout").replace("bytes=640", "bytes=0");
  const sources = (lines: readonly string[]): readonly Source[] => {
    const [ofClose, ofAgain] = [flow({ requestsIn: 4, answersIn: 4 }), flow({ requestsIn: 5, answersIn: 2, swallowed: 4 })];
    const rows = [
      ...(ofClose.tables?.["flows"] ?? []),
      ...(ofAgain.tables?.["flows"] ?? []).map((row) => ({ ...row, clientPort: 45_556 })),
    ];
    return [at(client, "closeProbe", probe(lines)), at(gateway, "segments", { ...ofClose, tables: { flows: rows } }), ...counters(4)];
  };

  it("what is swallowed after a pause says nothing of those that hung before it", () => {
    const both = fate(gateway, sources([CLOSE, PAUSED]));
    expect(both.fields).toMatchObject({ stage: "close", swallowed: 0, swallowedOther: 0, swallowedAgain: 4 });
  });

  it("where only the pause made any hang, all of it is one matter", () => {
    const well = CLOSE.replace("ended=timeout", "ended=close");
    expect(fate(gateway, sources([well, PAUSED])).fields).toMatchObject({ stage: "again", swallowed: 4, swallowedAgain: 4 });
  });
});

describe("the hung conversations as the server's own sockets", () => {
  const MUTE =
    "conversation kind=close again=0 asked=1 bytes=0 connected=1 ended=timeout mss=1460 port=45552 timestamps=0 unacked=0 unsent=0";
  const inVain = (line: string, seen: Reading): unknown =>
    fate(server, [at(client, "closeProbe", probe([line])), at(server, "segments", seen)], [client, server]).fields["sentInVain"];

  it("a program that has answered does not hang, although nothing came of it", () => {
    expect(inVain(MUTE, flow({ requestsIn: 2, dataOut: 6 }))).toBe(1);
    expect(inVain(MUTE, flow({ requestsIn: 2, dataOut: 0 }))).toBe(0);
    expect(inVain(MUTE, flow({ requestsIn: 2, dataOut: 0 }, false))).toMatchObject({ unknown: expect.stringContaining("not complete") });
    expect(inVain(CLOSE, flow({ requestsIn: 2, dataOut: 6 }))).toBe(0);
  });

  const sockets = (owned: boolean, port = 45_552): Reading => ({
    fields: { looks: 3 },
    tables: { connections: [{ key: `192.0.2.11:${port}`, clientPort: port, state: "ESTAB", owned, unread: 60, unsent: 0 }] },
  });
  const own = (answer: Reading | Failure): Reading =>
    fate(
      server,
      [at(client, "closeProbe", probe([CLOSE, AGAIN])), at(server, "segments", flow({})), at(server, "peerSockets", answer)],
      [client, server],
    );

  it.each([
    ["accepted", true, { accepted: 1, waiting: 0 }],
    ["waiting", false, { accepted: 0, waiting: 1 }],
  ])("%s", (_name, owned, wanted) => {
    expect(own(sockets(owned)).fields).toMatchObject(wanted);
  });

  it("are not known by other ports, and not without root", () => {
    expect(own(sockets(true, 1_234)).fields["accepted"]).toMatchObject({ unknown: expect.stringContaining("translated") });
    expect(own({ kind: "denied", stderr: "" }).fields["accepted"]).toMatchObject({ unknown: expect.stringContaining("permission denied") });
  });
});
