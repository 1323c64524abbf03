import { fragmentCount } from "#collectors/fragment-counts.ts";
import { describe, expect, it } from "vitest";
import { derivations } from "#collectors";
import type { Source } from "#machines/contract/collector.ts";
import type { Reading, Value } from "#machines/contract/index.ts";
import { at, carried, given, guests, layoutWith, source } from "./path-given.ts";

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

it("packets that an end of a tunnel over IPv6 broke up count as those over IPv4 do", () => {
  const counted = (name: string) =>
    given(
      "sender",
      ["before", "after"].map((moment, index) =>
        at(moment as "before", source("senderHost", "protocolCounters", reading({ IpFragOKs: 5, [name]: 5 + 4 * index }))),
      ),
    );
  for (const [name, packets] of [
    ["Ip6FragOKs", 4],
    ["IpFragOKs", 4],
    ["Ip6FragFails", 0],
  ] as const)
    expect(fragmentCount(counted(name), { role: "senderHost", count: "FragOKs" })).toBe(packets);
});

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
