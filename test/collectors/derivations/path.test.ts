import { describe, expect, it } from "vitest";
import type { Given, Source } from "#machines/contract/collector.ts";
import type { BriefHost, Failure, Reading, Value } from "#machines/contract/index.ts";
import { derivations } from "#collectors";
import { isReading, read } from "../recording.ts";

const host = (role: string): BriefHost => ({ key: role, role, name: role, address: role });

/** What an interface of a host looks like to the path. */
const layoutWith = (address: string, mtu: number, more: Partial<Reading["tables"]> = {}): Reading => ({
  fields: { outInterface: "eth1", nextHop: "none", outKind: "veth" },
  tables: {
    links: [{ key: "eth1", mtu, kind: "veth", mac: "fa:16:3e:3f:2a:91", namespace: "own" }],
    addresses: [{ key: address, address, link: "eth1", prefix: 24, family: "inet", namespace: "own" }],
    ...more,
  },
});

const at = (moment: Source["moment"], each: Source): Source => ({ ...each, moment });

const source = (role: string, collector: string, answer: Reading | Failure): Source => ({
  collector,
  test: collector,
  host: host(role),
  moment: "once",
  args: {},
  answer,
});

const given = (own: string, sources: readonly Source[]): Given => ({
  host: host(own),
  hosts: [...new Set(sources.map((each) => each.host.role))].map(host),
  inputs: { source: "10.1.0.11", target: "10.1.0.12" },
  args: {},
  sources,
});

const compute = read("layout", "compute.txt");
if (!isReading(compute)) throw new Error("no layout of a compute node");
const far = layoutWith("10.20.0.13", 1_500, { tunnels: [{ key: "gre-0a14000c", remote: "10.20.0.12", kind: "gre", by: "program" }] });
const guests = [source("sender", "layout", layoutWith("10.1.0.11", 1_476)), source("receiver", "layout", layoutWith("10.1.0.12", 1_476))];
const carried = [...guests, source("senderHost", "layout", compute), source("receiverHost", "layout", far)];

describe("the path between two guests", () => {
  it("follows the sender's port to the tunnel that leads to the receiver's host, and not to another network's", () => {
    const { fields } = derivations.path.derive(given("sender", carried));
    expect(fields).toMatchObject({ tunnel: "gre-0a14000d", tunnelKind: "gre", underlayMtu: 1_500, senderMtu: 1_476, attached: true });
    expect(fields["overheadBytes"]).toMatchObject({ unknown: expect.stringContaining("seen only in its packets") });
  });

  it("has no tunnel where nobody carries one, and sees which end is smaller", () => {
    const sources = [
      source("sender", "layout", layoutWith("10.1.0.11", 1_500)),
      source("receiver", "layout", layoutWith("10.1.0.12", 1_400)),
    ];
    expect(derivations.path.derive(given("sender", sources)).fields).toMatchObject({
      tunnelKind: "none",
      smallerThanPeer: false,
      smallestLinkMtu: 1_400,
    });
    expect(derivations.path.derive(given("receiver", sources)).fields).toMatchObject({
      smallerThanPeer: true,
      ownMtu: 1_400,
      peerMtu: 1_500,
    });
  });

  it("keeps the reason of a layout that was refused", () => {
    const sources = [guests[0], source("senderHost", "layout", { kind: "denied", stderr: "no" })].filter((each) => each !== undefined);
    expect(derivations.path.derive(given("sender", sources)).fields["tunnelKind"]).toMatchObject({
      unknown: expect.stringContaining("permission denied"),
    });
  });
});

const reading = (fields: Record<string, Value>): Reading => ({ fields });
const sweep = (fields: Record<string, Value>): Reading =>
  reading({ sent: 40, failure: "lost", reportedMtu: { unknown: "-" }, belowFull: 0, ...fields });
const counters = (role: string, oks: readonly [number, number]): readonly Source[] =>
  (["before", "after"] as const).map((moment, index) =>
    at(
      moment,
      source(role, "protocolCounters", reading({ IpFragOKs: oks[index] ?? 0, IpFragCreates: 2 * (oks[index] ?? 0), IpReasmReqds: 0 })),
    ),
  );

describe("what became of large packets", () => {
  const lost = at("during", source("sender", "dfSweep", sweep({ vanished: 18, largestPassing: 1_462, belowFull: 14 })));
  const passed = at("during", source("receiver", "dfSweep", sweep({ vanished: 0, largestPassing: 1_476 })));

  it("is vanishing before fragments, unless a gateway clamps", () => {
    const sources = [lost, passed, ...counters("senderHost", [5, 9])];
    expect(derivations.largePackets.derive(given("sender", sources)).fields).toMatchObject({
      harm: "vanish",
      harmed: 18,
      boundary: 1_462,
      belowFull: 14,
      fragmented: 4,
    });
    const clamp = source("gateway", "mssClamp", reading({ clamps: true }));
    expect(derivations.largePackets.derive(given("sender", [lost, passed, clamp])).fields).toMatchObject({
      harm: "none",
      harmed: 0,
      clamped: true,
    });
  });

  it("is fragments where nothing vanishes, and unknown where nobody swept", () => {
    const fine = at("during", source("sender", "dfSweep", sweep({ vanished: 0, largestPassing: 1_476 })));
    expect(derivations.largePackets.derive(given("sender", [fine, ...counters("senderHost", [5, 9])])).fields).toMatchObject({
      harm: "fragments",
      harmed: 4,
    });
    expect(derivations.largePackets.derive(given("sender", counters("senderHost", [5, 9]))).fields["harmed"]).toMatchObject({
      unknown: expect.any(String),
    });
  });

  it("takes a counter that fell for no change at all", () => {
    const fine = at("during", source("sender", "dfSweep", sweep({ vanished: 0, largestPassing: 1_476 })));
    expect(derivations.largePackets.derive(given("sender", [fine, ...counters("senderHost", [9, 5])])).fields["fragmented"]).toMatchObject({
      unknown: expect.stringContaining("reset"),
    });
  });
});

describe("the sum", () => {
  const path = (more: Record<string, Value>): Reading =>
    reading({
      senderMtu: 1_472,
      receiverMtu: 1_472,
      networkMtu: 1_472,
      underlayMtu: 1_500,
      overheadBytes: 42,
      tunnelKind: "gre",
      tunnel: "gre-1",
      vpn: "none",
      attached: true,
      smallestLinkMtu: 1_472,
      ownMtu: 1_500,
      ownLink: "eth1",
      smallerThanPeer: false,
      peerMtu: 1_500,
      taggedLink: false,
      ...more,
    });
  const large = (more: Record<string, Value>): Reading =>
    reading({ boundary: 1_458, lost: 18, lostThere: 18, lostBack: 0, belowFull: 14, fragmented: 0, ...more });
  const offers: Reading = {
    fields: { networkMtu: 1_472, servingMtu: 1_472, offersMtu: true },
    tables: { offers: [{ key: "DHCP option 26 (MTU) 1472 on ns-1", forClient: true, tag: "none" }] },
  };
  const sum = (own: string, more: Record<string, Value> = {}, seen: Record<string, Value> = {}) =>
    derivations.overhead.derive(
      given(own, [
        source("sender", "path", path(more)),
        ...(own === "sender" ? [] : [source(own, "path", path(more))]),
        at("during", source("sender", "largePackets", large(seen))),
        source("senderHost", "dfSweep", sweep({ vanished: 0 })),
        source("network", "mtuOffers", offers),
        source("receiverHost", "dfSweep", sweep({ vanished: 0 })),
      ]),
    );

  it("says which bytes were forgotten, and on the network's host where", () => {
    const { fields, tables } = sum("network");
    expect(fields).toMatchObject({
      carriedMtu: 1_458,
      tooLargeBy: 14,
      tooLargeIs: "the inner Ethernet header",
      fits: "no",
      boundaryIs: "tunnel",
      oversizedHere: "yes",
    });
    expect(tables?.["oversized"]?.[0]?.key).toBe(
      "DHCP option 26 (MTU) 1472 on ns-1: guests have 1472, the tunnel carries 1458: 14 bytes too many, the inner Ethernet header",
    );
  });

  it.each([
    ["tunnel", { boundary: 1_460 }, {}],
    ["below", { boundary: 1_358, belowFull: 114 }, {}],
    ["tag", { boundary: 1_454, belowFull: 4 }, { taggedLink: true }],
    ["link", { boundary: 1_472 }, { tunnelKind: "none" }],
    ["between", { boundary: 1_400 }, { tunnelKind: "none" }],
    ["beyond", { boundary: 1_400 }, { tunnelKind: "none", attached: false }],
    ["vpn", { boundary: 1_400 }, { tunnelKind: "none", vpn: "wg0 on gw" }],
    ["none", { boundary: { unknown: "nothing vanished" }, lost: 0 }, {}],
  ] as const)("calls the boundary %s", (word, seen, more) => {
    expect(sum("sender", more, seen).fields["boundaryIs"]).toBe(word);
  });

  it("takes a boundary that only one tunnel of its kind leaves for that tunnel, where settings say nothing", () => {
    const unsaid = { overheadBytes: { unknown: "seen only in its packets" }, carriedMtu: { unknown: "-" } };
    expect(sum("network", unsaid).fields).toMatchObject({ carriedMtu: 1_458, oversizedHere: "yes" });
    expect(sum("network", unsaid, { boundary: 1_440 }).fields).toMatchObject({
      oversizedHere: "unsure",
      boundaryIs: "unsure",
      fits: "unsure",
    });
  });

  it("does not blame a server that hands out what its own interface no longer has", () => {
    const stale = derivations.overhead.derive(
      given("network", [
        source("sender", "path", path({})),
        at("during", source("sender", "largePackets", large({}))),
        source("network", "mtuOffers", { ...offers, fields: { ...offers.fields, servingMtu: 1_458 } }),
      ]),
    );
    expect(stale.fields["oversizedHere"]).toBe("no");
  });
});

describe("the underlay", () => {
  const [HERE, THERE] = ["2001:db8:20::12", "2001:db8:20::13"];
  const host6 = (address: string, mtu: number, more: Partial<Reading["tables"]>): Reading =>
    layoutWith(address, mtu, {
      addresses: [{ key: address, address, link: "eth1", prefix: 64, family: "inet6", namespace: "own" }],
      ...more,
    });
  const tunnel = (remote: string, more: Readonly<Record<string, Value>> = {}) => ({
    tunnels: [
      { key: "tun1", kind: "ip6gretap", by: "kernel", remote, keyed: true, checksum: false, sequence: false, optionBytes: 0, ...more },
    ],
  });
  const over6 = (more: Readonly<Record<string, Value>> = {}, sender = layoutWith("10.1.0.11", 1_500)) =>
    derivations.path.derive(
      given("sender", [
        source("sender", "layout", sender),
        source("receiver", "layout", layoutWith("10.1.0.12", 1_500)),
        source("senderHost", "layout", host6(HERE, 1_500, tunnel(THERE, more))),
        source("receiverHost", "layout", host6(THERE, 1_500, tunnel(HERE))),
      ]),
    ).fields;

  it("may be IPv6: its header takes 20 bytes more, and the limit of nesting 8", () => {
    expect(over6()).toMatchObject({ underlayMtu: 1_500, overheadBytes: 62, carriedMtu: 1_438 });
    expect(over6({ optionBytes: 8 })).toMatchObject({ overheadBytes: 70, carriedMtu: 1_430 });
  });

  it("leaves open what a VLAN's packets cost: whether the tag travels inside only packets say", () => {
    const tagged = layoutWith("10.1.0.11", 1_500, { links: [{ key: "eth1", mtu: 1_500, kind: "vlan", mac: "", namespace: "own" }] });
    expect(over6({}, tagged)).toMatchObject({ overheadBytes: { unknown: expect.stringContaining("VLAN tag") } });
  });

  it("carries no more than a route of its own says", () => {
    const routed = (mtu: Value) => ({
      ...{ addresses: [{ key: "x", address: "10.20.0.12", link: "eth1", prefix: 32, family: "inet", namespace: "own" }] },
      routes: [
        { key: "a", destination: "default", via: "10.20.0.1", dev: "eth1", type: "unicast", namespace: "own", mtu: { unknown: "none" } },
        { key: "b", destination: "10.20.0.0/24", via: "none", dev: "eth1", type: "unicast", namespace: "own", mtu },
        { key: "c", destination: "default", via: "2001:db8::1", dev: "eth2", type: "unicast", namespace: "own", mtu: 1_280 },
      ],
      tunnels: [{ key: "vxlan1", kind: "vxlan", by: "kernel", remote: "10.20.0.13", optionBytes: 0 }],
    });
    const underlay = (mtu: Value) =>
      derivations.path.derive(
        given("senderHost", [
          source("sender", "layout", layoutWith("10.1.0.11", 1_500)),
          source("senderHost", "layout", layoutWith("10.20.0.12", 1_500, routed(mtu))),
          source(
            "receiverHost",
            "layout",
            layoutWith("10.20.0.13", 1_500, { tunnels: [{ key: "vxlan1", remote: "10.20.0.12", kind: "vxlan" }] }),
          ),
        ]),
      ).fields;
    expect(underlay(1_400)).toMatchObject({ ownMtu: 1_400, smallerThanPeer: true });
    expect(underlay({ unknown: "none" })).toMatchObject({ ownMtu: 1_500, smallerThanPeer: false });
  });
});

describe("encryption without a device", () => {
  const esp = (more: Readonly<Record<string, Value>> = {}) =>
    source("gateway", "ipsec", {
      fields: { states: 1 },
      tables: {
        states: [
          {
            key: "a",
            source: "203.0.113.1",
            target: "203.0.113.2",
            protocol: "esp",
            mode: "tunnel",
            iv: 8,
            icv: 16,
            block: 4,
            inUdp: false,
            ...more,
          },
        ],
      },
    });
  const boundaryAt = (boundary: number, ...more: readonly Source[]) => {
    const layouts = ["sender", "gateway"].map((role) =>
      source(role, "layout", { ...layoutWith("10.1.0.11", 1_500), fields: { outInterface: "eth1", nextHop: "10.1.0.1", outKind: "veth" } }),
    );
    const sweep = source("sender", "dfSweep", {
      fields: { vanished: 4, largestPassing: boundary, full: 1_500, belowFull: 1_500 - boundary, failure: "lost", sent: 8 },
    });
    const large = source("sender", "largePackets", derivations.largePackets.derive(given("sender", [...layouts, sweep])));
    const all = [...layouts, sweep, large, ...more];
    const path = source("sender", "path", derivations.path.derive(given("sender", all)));
    return derivations.overhead.derive(given("sender", [...all, path])).fields;
  };

  it("is what ends the sizes where they end at just what ESP leaves", () => {
    expect(boundaryAt(1_446, esp())).toMatchObject({ boundaryIs: "vpn", vpn: "ESP 203.0.113.1 > 203.0.113.2 on gateway" });
    expect(boundaryAt(1_438, esp({ inUdp: true }))).toMatchObject({ boundaryIs: "vpn" });
  });

  it("explains no other boundary, and one of unknown size leaves it open", () => {
    expect(boundaryAt(1_400, esp())).toMatchObject({ boundaryIs: "beyond", vpn: "none" });
    expect(boundaryAt(1_446)).toMatchObject({ boundaryIs: "beyond" });
    expect(boundaryAt(1_400, esp({ iv: { unknown: "cipher" } }))).toMatchObject({ boundaryIs: "unsure" });
  });
});
