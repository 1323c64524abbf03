import { describe, expect, it } from "vitest";
import type { BriefHost, Reading, Row, Source, Value } from "#machines/contract/index.ts";
import {
  COMPUTE,
  drop,
  filter,
  flows,
  frames,
  MAC,
  ORIGIN,
  passing,
  port,
  ports,
  probe,
  returning,
  tunnel,
  worked,
  type FlowRows,
} from "./guest-path.ts";

const OWN = port("qvo3f2a91c0-1b");
const GUEST = port("qvo7be04d52-c8", { mac: MAC });
const TO_GUEST = tunnel("gre-0a14000d", "10.20.0.13");
const TO_ORIGIN = tunnel("gre-0a14000c", "10.20.0.12");
const TO_NET = tunnel("gre-0a14000b", "10.20.0.11", { ofport: 2 });

interface Setting {
  readonly origin?: readonly Row[];
  readonly compute?: readonly Row[];
  readonly before?: FlowRows;
  readonly after?: FlowRows;
  readonly rules?: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>];
  readonly uncounted?: Value;
  readonly sources?: readonly Source[];
}

function about(at: BriefHost, setting: Setting = {}): Reading {
  const {
    origin = [OWN, TO_GUEST, TO_NET],
    compute = [GUEST, TO_ORIGIN],
    before = {},
    after = before,
    rules = [{}, {}],
    uncounted = 0,
  } = setting;
  const there = passing({ request: 10 }, "inOrigin");
  const seen = setting.sources ?? [probe(), frames(ORIGIN, there.origin), frames(COMPUTE, there.compute)];
  const other = at === ORIGIN ? COMPUTE : ORIGIN;
  return worked("guestSwitch", at, [
    ...[ports(ORIGIN, origin), ports(COMPUTE, compute), ...seen],
    ...[flows(at, "before", before), flows(at, "after", after), flows(other, "before"), flows(other, "after")],
    ...[filter(at, "before", { rules: rules[0], uncounted }), filter(at, "after", { rules: rules[1], uncounted })],
  ]);
}
const at = (host: BriefHost, setting: Setting = {}): Readonly<Record<string, Value>> => about(host, setting).fields;
const rows = (reading: Reading, table: string): readonly string[] => (reading.tables?.[table] ?? []).map(({ key }) => key);

it("finds nothing wrong where nothing is", () => {
  for (const host of [ORIGIN, COMPUTE])
    expect(at(host)).toEqual({
      ...{ portUnbound: false, tagWrong: false, tunnelMissing: false, staleEntry: false, agentDown: false },
      ...{ flowDrops: 0, groupDrops: 0, spoofDrops: 0, ruleDrops: 0, upcallsLost: 0, evicted: 0 },
    });
});

describe("tags", () => {
  const tagged = (more: Readonly<Record<string, Value>>, after?: FlowRows): Value | undefined =>
    at(ORIGIN, { origin: [port("qvo3f2a91c0-1b", more), TO_GUEST, TO_NET], ...(after === undefined ? {} : { after }) })["tagWrong"];

  it.each([
    [{ tag: 4_095 }, true],
    [{ tag: 1, intendedTag: 1 }, false],
    [{ tag: 2, intendedTag: 1 }, true],
    [{ tag: { unknown: "none" }, intendedTag: 1 }, true],
    // No flow leads VLAN 7 anywhere, and VLAN 1 is led.
    [{ tag: 7 }, true],
    [{ tag: 1 }, false],
  ])("%j is wrong: %s", (more, wrong) => expect(tagged(more)).toBe(wrong));

  it("are not judged by flows where no flow leads any VLAN", () => {
    expect(tagged({ tag: 7 }, { vlans: [] })).toEqual({ unknown: expect.stringContaining("no flow") });
  });
});

describe("tunnels", () => {
  it("are missing when others are there and none leads to the other host, under the name they would have", () => {
    const reading = about(ORIGIN, { origin: [OWN, TO_NET] });
    expect(reading.fields["tunnelMissing"]).toBe(true);
    expect(rows(reading, "tunnels")).toEqual(["gre-0a14000d"]);
  });

  it("are missing when no list for everybody has them, or they could not be made", () => {
    const list = (outputs: string): FlowRows => ({ vlans: [{ key: "list", bridge: "br-tun", vlan: 1, segment: 1, outputs, flood: true }] });
    expect(at(ORIGIN, { after: list("2") })["tunnelMissing"]).toBe(true);
    expect(at(ORIGIN, { after: list("2 3") })["tunnelMissing"]).toBe(false);
    expect(at(ORIGIN, { after: list("gre-0a14000b gre-0a14000d") })["tunnelMissing"]).toBe(false);
    expect(
      at(ORIGIN, { origin: [OWN, TO_NET, tunnel("gre-0a14000d", "10.20.0.13", { ofport: { unknown: "it could not be made" } })] })[
        "tunnelMissing"
      ],
    ).toBe(true);
  });

  it("are named by what the other host calls local, and are not missed where there are none, or where flows decide", () => {
    const named = about(ORIGIN, { origin: [OWN], compute: [GUEST, tunnel("vxlan-0a14000c", "10.20.0.12", { local: "10.20.0.13" })] });
    expect(rows(named, "tunnels")).toEqual(["vxlan-0a14000d"]);
    expect(at(ORIGIN, { origin: [OWN], compute: [GUEST] })["tunnelMissing"]).toBe(false);
    expect(at(ORIGIN, { origin: [OWN, tunnel("ovn-1", "flow")], compute: [GUEST] })["tunnelMissing"]).toEqual({
      unknown: expect.stringContaining("from flows"),
    });
  });
});

describe("drops of flows", () => {
  it("are somebody's own, a security group's or a check of senders, by their table; and of the window only", () => {
    const before = { drops: [drop("ip,nw_dst=10.1.0.12", 100)] };
    const after = { drops: [drop("ip,nw_dst=10.1.0.12", 110), drop("in_port=9", 3, { table: 71 }), drop("reg5=0x9", 4, { table: 93 })] };
    const reading = about(ORIGIN, { before, after });
    expect(reading.fields).toMatchObject({ flowDrops: 10, spoofDrops: 3, groupDrops: 4 });
    expect(rows(reading, "flows")).toEqual(["br-int table 0: priority 500 ip,nw_dst=10.1.0.12"]);
  });

  it("count from nothing where the flow was added anew, and not at all where everything meets the flow", () => {
    expect(at(ORIGIN, { before: { drops: [drop("ip", 100)] }, after: { drops: [drop("ip", 7)] } })["flowDrops"]).toBe(7);
    expect(at(ORIGIN, { before: {}, after: { drops: [drop("", 50, { table: 22, bridge: "br-tun" })] } })["flowDrops"]).toBe(0);
  });
});

describe("drops of rules", () => {
  const lostInFilter: readonly Source[] = [
    probe(),
    frames(ORIGIN, passing({ request: 10 }).origin),
    frames(COMPUTE, passing({ request: 10 }, "inGuestSwitch").compute),
  ];
  const CHAIN = "ip filter neutron-openvswi-i7be04d52-c handle 6: drop";

  it("are the security group's by their chain, which is named after the port and the way that is cut", () => {
    const own = about(COMPUTE, { rules: [{ [CHAIN]: 5 }, { [CHAIN]: 15 }], sources: lostInFilter });
    expect(own.fields).toMatchObject({ groupDrops: 10, ruleDrops: 0, spoofDrops: 0 });
    expect(rows(own, "chains")).toEqual(["neutron-openvswi-i7be04d52-c"]);
    const shared = "ip filter neutron-openvswi-sg-fallback rule 1: -j DROP";
    const fallback = about(COMPUTE, { rules: [{ [shared]: 100 }, { [shared]: 110 }], sources: lostInFilter });
    expect(rows(fallback, "chains")).toEqual(["neutron-openvswi-i7be04d52-c"]);
  });

  it("are named by the way back where the answers are dropped", () => {
    const back = returning({ reply: 10 }, {});
    const there = passing({ request: 10 });
    const sources = [probe(), frames(ORIGIN, there.origin), frames(COMPUTE, { ...there.compute, ...back.compute })];
    const shared = "ip filter neutron-openvswi-sg-fallback rule 1: -j DROP";
    expect(rows(about(COMPUTE, { rules: [{ [shared]: 0 }, { [shared]: 10 }], sources }), "chains")).toEqual([
      "neutron-openvswi-o7be04d52-c",
    ]);
  });

  it("are another rule's only if about as many frames are lost there", () => {
    const other = "ip filter FORWARD handle 2: physdev drop";
    expect(at(COMPUTE, { rules: [{}, { [other]: 10 }], sources: lostInFilter })["ruleDrops"]).toBe(10);
    expect(at(COMPUTE, { rules: [{}, { [other]: 900 }], sources: lostInFilter })["ruleDrops"]).toBe(0);
  });

  it("are not known where a rule counts nothing and frames are lost in the filter", () => {
    expect(at(COMPUTE, { uncounted: 2, sources: lostInFilter })["groupDrops"]).toEqual({ unknown: expect.stringContaining("no counter") });
    expect(at(COMPUTE, { uncounted: 2 })["groupDrops"]).toBe(0);
    expect(at(COMPUTE, { uncounted: { unknown: "nft is not installed" }, sources: lostInFilter })["ruleDrops"]).toEqual({
      unknown: "nft is not installed",
    });
  });
});

describe("the rest of the switch", () => {
  it("knows a port that is not there, or that could not be made", () => {
    expect(at(COMPUTE, { compute: [TO_ORIGIN] })["portUnbound"]).toBe(true);
    expect(
      at(COMPUTE, {
        compute: [
          port("qvo7be04d52-c8", { ofport: { unknown: "it could not be made" }, error: "could not open network device" }),
          TO_ORIGIN,
        ],
      })["portUnbound"],
    ).toBe(true);
    expect(at(ORIGIN, { origin: [TO_GUEST, TO_NET] })["portUnbound"]).toBe(false);
  });

  it("does not miss a port that a Linux bridge has", () => {
    const there = passing({ request: 10 }, "inOrigin");
    const onBridge = frames(COMPUTE, there.compute, { devices: ["tap7be04d52-c8"], master: "brq6e1f0c9a-b3" });
    const sources = [probe(), frames(ORIGIN, there.origin), onBridge];
    expect(at(COMPUTE, { compute: [TO_ORIGIN], sources })["portUnbound"]).toBe(false);
  });

  it("knows an address that was learnt elsewhere", () => {
    const unicast = (outputs: string): FlowRows => ({ unicasts: [{ key: "learnt", bridge: "br-tun", mac: MAC, vlan: 1, outputs }] });
    expect(at(ORIGIN, { after: unicast("2") })["staleEntry"]).toBe(true);
    expect(at(ORIGIN, { after: unicast("3") })["staleEntry"]).toBe(false);
    const learnt = (portNumber: string): FlowRows => ({ macs: [{ key: "m", bridge: "br-int", mac: MAC, vlan: 1, port: portNumber }] });
    expect(at(COMPUTE, { after: learnt("1") })["staleEntry"]).toBe(true);
    expect(at(COMPUTE, { after: learnt("2") })["staleEntry"]).toBe(false);
  });

  it("counts lost questions and evictions in the window, and knows nothing after a restart", () => {
    const fields = (upcallsLost: number, evicted: number): FlowRows => ({ fields: { upcallsLost, evicted } });
    expect(at(ORIGIN, { before: fields(5, 100), after: fields(15, 130) })).toMatchObject({ upcallsLost: 10, evicted: 30 });
    expect(at(ORIGIN, { before: fields(5, 0), after: fields(1, 0) })["upcallsLost"]).toEqual({
      unknown: expect.stringContaining("started anew"),
    });
  });

  it("says nothing at all without the switch's own account", () => {
    const reading = worked("guestSwitch", ORIGIN, [probe()]);
    expect(new Set(Object.values(reading.fields).map((value) => typeof value))).toEqual(new Set(["object"]));
  });
});

describe("frames that the switch gave up on", () => {
  const account = (packets: number, gaveUp = true): FlowRows => ({
    events: packets === 0 ? [] : [{ key: "drop_action_recursion_too_deep", packets, gaveUp }],
  });

  it("count as dropped by a flow, and say how it leads them astray", () => {
    const reading = about(ORIGIN, { before: account(4), after: account(14) });
    expect(reading.fields["flowDrops"]).toBe(10);
    expect(rows(reading, "flows")).toEqual(["that leads in a circle, or deeper than the switch follows"]);
  });

  it("count from their first time on, since what never happened is not listed", () => {
    expect(at(ORIGIN, { before: account(0), after: account(10) })["flowDrops"]).toBe(10);
  });

  it("are not counted where the datapath failed for another reason", () => {
    expect(at(ORIGIN, { before: account(0, false), after: account(10, false) })["flowDrops"]).toBe(0);
  });
});
