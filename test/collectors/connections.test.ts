import { describe, expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Given, Moment, Reading, Row, Source } from "#machines/contract/index.ts";
import { fieldsOf, output } from "./recording.ts";

const host = (key: string, role = key): BriefHost => ({ key, role, name: key, address: "198.51.100.1" });
const HOSTS = [host("client"), host("gateway"), host("server")];
const INPUTS = { target: "203.0.113.11", source: "192.0.2.11", port: "80" };

const MOMENTS: Readonly<Record<string, Moment>> = { way: "after" };
const source = (collector: string, on: BriefHost, answer: Source["answer"]): Source => ({
  ...{ collector, test: collector, host: on, moment: MOMENTS[collector] ?? "during", args: {}, answer },
});

/** Attempts from ports 40000 on, whose SYNs carry the numbers 1 on. */
const probe = (...ends: readonly string[]): Source => {
  const attempts = ends.map((end, n): Row => ({
    key: String(n),
    atMs: n,
    tookMs: end === "connected" ? 1 : 3_500,
    end,
    localPort: 40_000 + n,
  }));
  const connected = ends.filter((end) => end === "connected").length;
  return source("connectProbe", host("client"), {
    fields: { attempted: ends.length, connected, source: "192.0.2.11" },
    tables: { attempts },
  });
};

const seen = (number: number, counts: Readonly<Record<string, number | string>>): Row => ({
  ...{ key: String(number), source: "192.0.2.11", sourcePort: 39_999 + number, synIn: 0, synOut: 0, answerIn: 0, answerOut: 0 },
  ...{ resetIn: 0, resetOut: 0, synInDev: "", synOutDev: "", answerInDev: "", answerOutDev: "", ...counts },
});

interface More {
  readonly complete?: boolean;
  readonly resolutions?: readonly Row[];
}
/** Nothing was dropped where the capture does not look. */
const ALL_SEEN = { backlogDrops: 0, ringDrops: 0, cardDrops: 0, tapDrops: 0, sendDrops: 0, packetProgram: "none" };
const capture = (on: BriefHost, handshakes: readonly Row[], { complete = true, resolutions = [] }: More = {}): Source =>
  source("handshakes", on, { fields: { complete, tracking: false, ...ALL_SEEN }, tables: { handshakes, resolutions, errors: [] } });

const path = (key: string, sources: readonly Source[], hosts = HOSTS) => {
  const own = hosts.find((each) => each.key === key) ?? host(key);
  const given: Given = { host: own, hosts, inputs: INPUTS, args: {}, sources };
  return derive("handshakePath", given).fields;
};

describe("the path of the handshakes", () => {
  const [client, gateway, server] = [host("client"), host("gateway"), host("server")];

  it("says on which host SYNs end, and on which they do not", () => {
    const sources = [
      probe("timedOut", "timedOut"),
      capture(client, [seen(1, { synOut: 2 }), seen(2, { synOut: 2 })]),
      capture(gateway, [seen(1, { synIn: 2 }), seen(2, { synIn: 2 })]),
      capture(server, []),
    ];
    expect(path("gateway", sources)).toMatchObject({ lostHere: 4, synLostHere: 4, bypassed: "none" });
    expect(path("client", sources)).toMatchObject({ lostHere: 0, lostAfter: 0, lostOnHosts: 4, lostBetween: 0 });
    expect(path("server", sources)).toMatchObject({ lostHere: 0 });
  });

  it("counts what left one host and did not come to the next as lost in between", () => {
    const sources = [
      probe("timedOut"),
      capture(client, [seen(1, { synOut: 2 })]),
      capture(gateway, [seen(1, { synIn: 2, synOut: 2 })]),
      capture(server, []),
    ];
    expect(path("gateway", sources)).toMatchObject({ lostHere: 0, lostAfter: 2, lostBetween: 2 });
  });

  it("sees an answer that a gateway swallows, a SYN that the server ignores, and one that never leaves the client", () => {
    const answered = { synIn: 1, answerOut: 1 };
    const swallowed = [
      probe("timedOut"),
      capture(client, [seen(1, { synOut: 1 })]),
      capture(gateway, [seen(1, { synIn: 1, synOut: 1, answerIn: 1 })]),
      capture(server, [seen(1, answered)]),
    ];
    expect(path("gateway", swallowed)).toMatchObject({ answerLostHere: 1, synLostHere: 0 });
    const ignored = [
      probe("timedOut"),
      capture(client, [seen(1, { synOut: 3 })]),
      capture(gateway, [seen(1, { synIn: 3, synOut: 3 })]),
      capture(server, [seen(1, { synIn: 3 })]),
    ];
    expect(path("server", ignored)).toMatchObject({ lostHere: 3 });
    expect(path("client", [probe("timedOut"), ...HOSTS.map((each) => capture(each, []))])).toMatchObject({ lostHere: 1 });
    // Three seconds and a half without a second SYN: the client did not get rid of it.
    expect(path("client", [probe("timedOut"), capture(client, [seen(1, { synOut: 1 })])])).toMatchObject({ lostHere: 1 });
    expect(path("client", [probe("connected"), capture(client, [seen(1, { synOut: 1, answerIn: 1 })])])).toMatchObject({ lostHere: 0 });
  });

  it("counts answers that came to a host beside the path as astray", () => {
    const beside = host("bystander");
    const sources = [
      probe("timedOut"),
      capture(client, [seen(1, { synOut: 2 })]),
      capture(server, [seen(1, { synIn: 2, answerOut: 2 })]),
      capture(beside, [seen(1, { answerIn: 2 })]),
    ];
    expect(path("client", sources, [client, server, beside])).toMatchObject({ strays: 2, lostBetween: 2 });
  });

  it("notices a direction that goes around a gateway, and a third segment that does not arrive", () => {
    const around = [
      probe("connected"),
      capture(client, [seen(1, { synOut: 1, answerIn: 2 })]),
      capture(gateway, [seen(1, { synIn: 1, synOut: 1 })]),
      capture(server, [seen(1, { synIn: 1, answerOut: 2 })]),
    ];
    expect(path("gateway", around)).toMatchObject({ bypassed: "answers", lostHere: 0, unfinished: 1 });
  });

  it("never takes a capture that lost packets, or none at all, for one that saw nothing", () => {
    const lossy = [
      probe("timedOut"),
      capture(client, [seen(1, { synOut: 2 })]),
      capture(gateway, [], { complete: false }),
      source("handshakes", server, { kind: "toolMissing", tool: "tcpdump" }),
    ];
    expect(path("gateway", lossy)["lostHere"]).toEqual({ unknown: expect.stringContaining("not complete") as string });
    expect(path("server", lossy)["lostHere"]).toEqual({ unknown: expect.stringContaining("tcpdump is not installed") as string });
    expect(path("client", lossy)["lostAfter"]).toEqual({ unknown: expect.any(String) as string });
    expect(path("client", lossy)["lostHere"]).toBe(0);
    const blind = path("server", [probe("timedOut"), source("handshakes", client, { kind: "denied", stderr: "no" })]);
    expect(blind["lostHere"]).toEqual({ unknown: expect.stringContaining("client") as string });
    expect(blind["attempted"]).toBe(1);
  });

  it("does not trust a verdict about a table that the probe may have filled", () => {
    const table = (tracked: number) =>
      source("handshakes", host("server"), {
        fields: { complete: true, tracking: true, tracked, trackingLimit: 1_000 },
        tables: { handshakes: [], resolutions: [], errors: [] },
      });
    const ends = Array.from({ length: 60 }, () => "timedOut");
    const filled = (tracked: number) => path("server", [probe(...ends), capture(client, []), table(tracked)])["probeFilled"];
    expect([filled(996), filled(950), filled(500)]).toEqual([false, true, false]);
  });
});

interface Way {
  readonly fields?: Reading["fields"];
  readonly tables?: Readonly<Record<string, readonly Row[]>>;
}

const way = (on: BriefHost, { fields = {}, tables = {} }: Way): Source =>
  source("way", on, {
    fields: {
      ...{ forwarding: false, targetRefusal: "none", targetHop: "", targetDev: "eth1", targetHopState: "REACHABLE", targetHopMac: "" },
      ...{ sourceRefusal: "none", sourceHop: "192.0.2.11", sourceDev: "eth1", sourceHopState: "REACHABLE", sourceHopMac: "" },
      ...{ unresolved: 0, neighbours: 3, ...fields },
    },
    tables: { addresses: [], links: [], settings: [], arrivals: [], matches: [], neighbours: [], crowd: [], ...tables },
  });

const own = (address: string, prefix = 24, dev = "eth1"): Row => ({ key: `${address}/${prefix} on ${dev}`, address, prefix, dev });
const setting = (key: string, rpFilter: number, arpIgnore = 0): Row => ({ key, rpFilter, arpIgnore, forwarding: 0 });

describe("faults of the way", () => {
  const [client, server] = [host("client"), host("server")];
  const hosts = [client, server, host("bystander")];
  const fault = (on: BriefHost, sources: readonly Source[]): Reading =>
    derive("wayFault", { host: on, hosts, inputs: INPUTS, args: {}, sources });
  const captures = [capture(client, []), capture(server, [seen(1, { synIn: 1, synInDev: "eth2" })]), capture(host("bystander"), [])];

  it("knows a refusal by the reverse path check, also where the kernel calls it invalid", () => {
    for (const refusal of ["reversePath", "invalid"]) {
      const reading = fault(server, [
        ...captures,
        way(server, {
          tables: {
            addresses: [own("203.0.113.11")],
            settings: [setting("all", 0), setting("eth2", 1)],
            arrivals: [{ key: "eth2 target", refusal, hop: "", dev: "", local: false }],
          },
        }),
      ]);
      expect(reading.fields).toMatchObject({ reversePath: 1, wrongRoute: 0 });
      expect(reading.tables?.["interfaces"]?.[0]?.key).toBe("eth2 (net.ipv4.conf.eth2.rp_filter = 1)");
    }
  });

  it("names the network that no route leads to, as the host there has it", () => {
    const reading = fault(server, [
      ...captures,
      way(server, { fields: { sourceRefusal: "noRoute" }, tables: { addresses: [own("203.0.113.11", 30)] } }),
      way(client, { tables: { addresses: [own("192.0.2.11")] } }),
    ]);
    expect(reading.fields).toMatchObject({ noRoute: 1, wrongRoute: 0 });
    expect(reading.tables?.["missingRoutes"]?.[0]?.key).toContain("no route to 192.0.2.0/24 (192.0.2.11)");
  });

  it("tells a detour from a second cable: the hop belongs to the destination itself", () => {
    const given = (addresses: readonly Row[]) => [
      ...captures,
      way(client, {
        fields: { targetHop: "198.51.100.12" },
        tables: { addresses: [own("203.0.113.9")], matches: [{ key: "target 203.0.113.11 via 198.51.100.12 dev eth2", prefix: 32 }] },
      }),
      way(server, { tables: { addresses } }),
    ];
    expect(fault(client, given([own("203.0.113.11")])).fields).toMatchObject({ detour: 1, wrongRoute: 1 });
    expect(fault(client, given([own("203.0.113.11"), own("198.51.100.12", 24, "eth2")])).fields).toMatchObject({
      detour: 0,
      wrongRoute: 0,
    });
  });

  it("finds who does not answer ARP, and not where an address belongs to somebody else", () => {
    const asks = { key: "a", kind: "asks", address: "203.0.113.11", mac: "m", direction: "in", dev: "eth1", packets: 3 };
    const listening = [capture(client, []), capture(server, [], { resolutions: [asks] })];
    const mine = way(server, { tables: { addresses: [own("203.0.113.11")], settings: [setting("eth1", 0, 8)] } });
    const reading = fault(server, [...listening, mine]);
    expect(reading.fields).toMatchObject({ unansweredArp: 3, arpGuilt: 3 });
    expect(reading.tables?.["arp"]?.[0]?.key).toBe("net.ipv4.conf.eth1.arp_ignore = 8");
    expect(fault(server, [...listening, way(server, { tables: { addresses: [own("203.0.113.77")] } })]).fields).toMatchObject({
      arpGuilt: 0,
    });
  });

  it("blames no host for questions that nobody heard, and names what was asked for", () => {
    const asks = { key: "a", kind: "asks", address: "203.0.113.11", mac: "m", direction: "out", dev: "eth1", packets: 3 };
    const asking = way(client, {
      fields: { targetHop: "203.0.113.11", targetDev: "eth1", targetHopState: "FAILED" },
      tables: { addresses: [own("192.0.2.11")] },
    });
    const owner = way(server, { tables: { addresses: [own("203.0.113.11")] } });
    const deaf = fault(client, [capture(client, [], { resolutions: [asks] }), capture(server, []), asking, owner]);
    expect(deaf.fields).toMatchObject({ unheardArp: 3, unheardAnywhere: 3, arpBlame: 0, arpGuilt: 3 });
    expect(deaf.tables?.["unheard"]).toEqual([{ key: "203.0.113.11, asked for by client on eth1", weight: 3 }]);
    // Where the owner's capture is missing, who can tell what it heard.
    const blind = fault(client, [capture(client, [], { resolutions: [asks] }), capture(server, [], { complete: false }), asking, owner]);
    expect(blind.fields["unheardAnywhere"]).toEqual({ unknown: expect.stringContaining("not complete") as string });
  });

  it("names a second holder of the address on the host that has it", () => {
    const reading = fault(host("bystander"), [...captures, way(host("bystander"), { tables: { addresses: [own("203.0.113.11")] } })]);
    expect(reading.fields).toMatchObject({ hasTargetToo: true, conflict: 1 });
    expect(reading.tables?.["conflicts"]?.[0]?.key).toBe("203.0.113.11 on eth1");
  });

  it("is unknown where the routes could not be read", () => {
    const reading = fault(client, [...captures, source("way", client, { kind: "denied", stderr: "not allowed" })]);
    expect(Object.values(reading.fields)).toEqual(
      Object.values(reading.fields).map(() => ({ unknown: expect.stringContaining("way") as string })),
    );
  });
});

describe("a capture that could not begin", () => {
  it("is denied, as tcpdump says in its own output", () => {
    const stdout =
      "== before\n== capture\ntcpdump: any: You don't have permission to capture on that device\n(socket: Operation not permitted)\n== status 1\n== after\n== end\n";
    expect(parse("handshakes", 0, output(stdout))).toMatchObject({ kind: "denied" });
  });

  it("reads a wrapped counter and an older tool's words", () => {
    const lines = ["== before", "count 1", "max 0", "tool cpu=0 drop=4294967295 insert_failed=0 invalid=0", "== capture"];
    const rest = ["listening on any", "0 packets captured", "0 packets dropped by kernel", "== status 0", "== after"];
    const after = ["count 1", "max 0", "tool cpu=0 drop=2 insert_failed=0 invalid=0", "== end", ""];
    expect(fieldsOf(parse("handshakes", 0, output([...lines, ...rest, ...after].join("\n"))))).toMatchObject({
      trackingDrops: 3,
      trackedPercent: 0,
    });
  });

  it("takes what ip says of a full neighbour table where the file is not there", () => {
    const lines = ["== before", "fulls 5", "== capture", "listening on any", "0 packets captured", "0 packets dropped by kernel"];
    const counted = (after: readonly string[]) =>
      fieldsOf(parse("handshakes", 0, output([...lines, "== status 0", "== after", ...after, "== end", ""].join("\n"))));
    expect(counted(["fulls 9"])["neighbourTableFulls"]).toBe(4);
    expect(counted([])["neighbourTableFulls"]).toEqual({ unknown: expect.stringContaining("ip -s ntable") as string });
  });
});
