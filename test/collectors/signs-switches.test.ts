import { describe, expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { Failure, Reading, Row } from "#machines/contract/index.ts";
import { isReading, output, recording } from "./recording.ts";
import { why } from "./expected.ts";
import { glance, given, idle, of, ONE, still, window } from "./signs-given.ts";

const unmarked = { unknown: "it has no tag" };
const port = (key: string, more: Row | object = {}): Row => ({ key, tag: unmarked, intendedTag: unmarked, remote: "", mac: "", ...more });
const switched = (...ports: readonly Row[]): Reading => ({
  fields: {},
  tables: {
    ports,
    addresses: [
      { key: "10.20.0.12", device: "eth1", length: 24 },
      { key: "198.51.100.12", device: "eth0", length: 24 },
    ],
  },
});
const sent = (counts: Readonly<Record<string, number>>): Reading => ({
  fields: {},
  tables: { interfaces: Object.entries(counts).map(([key, txPackets]) => ({ key, txPackets })) },
});
const none = { eth0: 0, eth1: 0, "gre-1": 0, "gre-2": 0 };
const signs = (ports: Reading | Failure, after: Readonly<Record<string, number>> = none) => {
  const sources = of(ONE, { ...still, ovsPorts: { once: ports }, links: { before: sent(none), after: sent({ ...none, ...after }) } });
  const { fields, tables } = derive("signs", given(sources));
  return { fields, rows: tables?.["signs"]?.map(({ key, count, area, weight }) => [key, count, area, weight]) };
};

describe("a virtual switch", () => {
  it("has a guest's port in another VLAN than its agent bound it to", () => {
    const right = port("tap1", { tag: 1, intendedTag: 1 });
    expect(signs(switched(right, port("patch-tun"))).rows).toEqual([]);
    const other = ["ports with another VLAN than their network's", 1, "guests", 8];
    expect(signs(switched(right, port("tap2", { tag: 2, intendedTag: 1 }))).rows).toEqual([other]);
    expect(signs(switched(port("tap2", { intendedTag: 1 }))).rows).toEqual([other]);
    expect(signs(switched(port("tap3", { tag: 4_095, mac: "fa:16:3e:00:00:01" }))).rows).toMatchObject([
      ["ports of guests in the dead VLAN", 1, "guests", 6],
    ]);
    expect(signs(switched(port("tap3", { tag: 4_095 }))).rows).toEqual([]);
  });

  it("has tunnels that send more than leaves by the interface they go out of", () => {
    const tunnels = switched(port("gre-1", { remote: "10.20.0.13" }), port("gre-2", { remote: "10.20.0.14" }));
    const swallowed = signs(tunnels, { "gre-1": 80, "gre-2": 10, eth1: 47, eth0: 500 });
    expect(swallowed.rows).toEqual([["packets that went into a tunnel and did not leave", 43, "largePackets", 7]]);
    expect(signs(tunnels, { "gre-1": 80, "gre-2": 10, eth1: 90 }).rows).toEqual([]);
    // Read while packets pass, and where nobody can say by which interface they leave.
    expect(signs(tunnels, { "gre-1": 10_000, eth1: 9_900 }).rows).toEqual([]);
    expect(signs(switched(port("gre-1", { remote: "203.0.113.9" })), { "gre-1": 80 }).rows).toEqual([]);
  });

  it("that could not be asked excludes nothing; one that is not there is no sign", () => {
    expect(signs({ kind: "denied", stderr: "" }).fields["guests"]).toEqual(why("permission denied"));
    expect(signs({ kind: "toolMissing", tool: "ovs-vsctl" }).fields["guests"]).toBe(0);
  });
});

describe("a virtual switch without its tools", () => {
  it("excludes nothing: they may be in the container that it runs in", () => {
    const runs = (running: 0 | 1): Reading =>
      glance("debian12.txt", (text) => text.replace("== vrrp\n", `== switch\n${running}\n== vrrp\n`));
    const points = (on: Reading) => {
      const answers = {
        ovsPorts: { once: { kind: "toolMissing", tool: "ovs-vsctl" } as const },
        bonding: { once: { kind: "absent", what: "a bond" } as const },
      };
      const sources = of(ONE, { ...still, links: window({ carrierChanges: 0 }), glance: { before: on, after: on }, ...answers });
      return derive("signs", given(sources)).fields;
    };
    expect(points(runs(1))).toMatchObject({ bond: why("its tools are not on this host") });
    expect(points(runs(0))).toMatchObject({ bond: 0 });
    expect(points(idle)).toMatchObject({ bond: 0 });
  });
});

describe("bonds", () => {
  const bond = (answer: Reading | Failure, glanced: Reading = idle) => {
    const { fields, tables } = derive(
      "signs",
      given(
        of(ONE, { ...still, links: window({ carrierChanges: 0 }), glance: { before: glanced, after: glanced }, bonding: { once: answer } }),
      ),
    );
    return { bond: fields["bond"], keys: tables?.["signs"]?.map(({ key }) => key) };
  };
  const ofOvs = (file: string): Reading => {
    const result = parse("bonding", 0, output(recording("bonding", file).stdout));
    if (!isReading(result)) throw new Error(JSON.stringify(result));
    return result;
  };

  it("of Open vSwitch with a leg out are a sign, and those in order none", () => {
    expect(bond(ofOvs("ovs-3.1-leg-down.txt"))).toMatchObject({ bond: 8, keys: ["legs of bonds that are out"] });
    expect(bond(ofOvs("ovs-3.1-in-order.txt"))).toMatchObject({ bond: 0, keys: [] });
  });

  it("are counted once where the kernel shows them, too", () => {
    const both = glance("debian12.txt", (text) => text.replace("== bonds\n0", "== bonds\n1"));
    expect(bond({ fields: { legsOut: 1 } }, both)).toMatchObject({ bond: 8, keys: ["bondLegsDown"] });
  });

  it("that nobody could read exclude nothing", () => {
    expect(bond({ kind: "denied", stderr: "" }).bond).toEqual(why("permission denied"));
    expect(bond({ kind: "absent", what: "a bond" }).bond).toBe(0);
    expect(bond({ fields: { legsOut: 0, ovsUnseen: false } }).bond).toBe(0);
    expect(bond({ fields: { legsOut: 0, ovsUnseen: true } }).bond).toEqual(why("did not say its bonds"));
    expect(bond({ fields: { legsOut: 1, ovsUnseen: true } }).bond).toBe(8);
  });

  it("whose leg is down tell no speed and no duplex: no sign of how the two ends are set", () => {
    const differs = (there: string): Reading => ({
      fields: {},
      tables: { differences: [{ key: "eth2 duplex", area: "devices", here: "full", there }] },
    });
    const keys = (there: string) =>
      derive("signs", given(of(ONE, { difference: { once: differs(there) } }))).tables?.["signs"]?.map(({ key }) => key);
    expect(keys("absent")).toEqual([]);
    expect(keys("half")).toEqual(["differs: eth2 duplex"]);
  });
});
