import { describe, expect, it } from "vitest";
import { derivations } from "#collectors";
import type { Source } from "#machines/contract/collector.ts";
import type { Reading, Value } from "#machines/contract/index.ts";
import { compute, far, given, guests, layoutWith, source } from "./path-given.ts";

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

describe("the way inside a host that carries the tunnel", () => {
  const narrowed = (mtu: number): Reading => ({
    ...compute,
    tables: {
      ...compute.tables,
      links: (compute.tables?.["links"] ?? []).map((row) => (row.key.startsWith("qvb3f2a91c0") ? { ...row, mtu } : row)),
    },
  });
  const pathOn = (role: string, mtu: number): Reading =>
    derivations.path.derive(given(role, [...guests, source("senderHost", "layout", narrowed(mtu)), source("receiverHost", "layout", far)]));

  it("is every device from the guest's port to the tunnel, each with its MTU", () => {
    const { fields, tables } = pathOn("senderHost", 1_300);
    const hops = (tables?.["hops"] ?? []).filter((row) => row["host"] === "senderHost").map((row) => row["link"]);
    expect(hops).toEqual(["tap3f2a91c0-1b", "qbr3f2a91c0-1b", "qvb3f2a91c0-1b", "qvo3f2a91c0-1b", "eth1"]);
    expect(fields).toMatchObject({ insideLink: "qvb3f2a91c0-1b", insideMtu: 1_300 });
    expect(tables?.["inside"]).toContainEqual({ key: "qvb3f2a91c0-1b", mtu: 1_300, below: 176 });
    expect(pathOn("sender", 1_300).fields["insideMtu"]).toEqual({ unknown: expect.any(String) });
  });

  const endsAt = ([boundary, mtu]: readonly [number, number], seen: number | null, role = "senderHost") => {
    const large = source("sender", "largePackets", {
      fields: { boundary, lost: 4, lostThere: 4, lostBack: 0, belowFull: 1_476 - boundary, fragmented: 0 },
    });
    const paths = ["sender", "senderHost", "receiverHost"].map((each) => source(each, "path", pathOn(each, mtu)));
    const captures = seen === null ? [] : [source("senderHost", "tunnelCapture", { fields: { overhead: seen } })];
    const all = [
      ...guests,
      source("senderHost", "layout", narrowed(mtu)),
      source("receiverHost", "layout", far),
      large,
      ...paths,
      ...captures,
    ];
    return derivations[seen === null ? "overhead" : "outer"].derive(given(role, all)).fields;
  };

  it("is where sizes end at the MTU of one of its devices, once it is known that the tunnel carries more", () => {
    expect(endsAt([1_304, 1_300], 38)).toMatchObject({ boundaryIs: "inside", insideHere: "yes" });
    expect(endsAt([1_304, 1_300], null)).toMatchObject({ boundaryIs: "unsure", insideHere: "unsure" });
    expect(endsAt([1_304, 1_300], 38, "receiverHost")).toMatchObject({ insideHere: "no" });
  });

  it("is not where the tunnel carries just as much, nor where sizes end elsewhere", () => {
    expect(endsAt([1_462, 1_462], 38)).toMatchObject({ boundaryIs: "tunnel", insideHere: "no" });
    expect(endsAt([1_400, 1_300], 38)).toMatchObject({ boundaryIs: "below", insideHere: "no" });
  });
});
