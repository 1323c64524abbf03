import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { pathOf, type PathView } from "#machines/journal/path.ts";
import { endOf } from "#machines/journal/path/end.ts";
import { lossWords, markOf } from "../../app/_ui/path/marks.ts";
import { widthOf } from "../../app/_ui/drawing/fit.ts";
import { CHART, liesDown, LINE, placePath } from "../../app/_ui/path/place.ts";
import { scaleOf, sizesAlong } from "../../app/_ui/path/scale.ts";
import { placeTall } from "../../app/_ui/path/tall.ts";
import { aboutOf, sizeWords } from "../../app/_ui/path/words.ts";
import { caseLog } from "../app/case-log.ts";
import { makeLog } from "../app/log.ts";

const viewOf = (runbook: string, name: string): PathView => {
  const view = pathOf(caseLog(runbook, name).events, catalogue);
  if (view === null) throw new TypeError("no path");
  return view;
};

const lossesOf = ({ legs }: PathView) =>
  legs.map(({ title, losses, points }) => [title, ...losses.map(({ after, count }) => `${count} ${points[after]?.say}`)]);

test("a layout gives every interface with its MTU, the tunnel between the two hosts, and the one that is too small", () => {
  const view = viewOf("large-packets-vanish", "bridge-mtu");
  expect(view.hops.map(({ host, link, mtu }) => `${host} ${link} ${String(mtu)}`)).toEqual([
    "vma1 eth1 1462",
    "cmp1 tap3f2a91c0-1b 1500",
    "cmp1 qbr3f2a91c0-1b 1300",
    "cmp1 qvb3f2a91c0-1b 1300",
    "cmp1 qvo3f2a91c0-1b 1500",
    "cmp1 eth1 1500",
    "cmp2 eth1 1500",
    "cmp2 qvo7be04d52-c8 1500",
    "cmp2 qvb7be04d52-c8 1500",
    "cmp2 qbr7be04d52-c8 1500",
    "cmp2 tap7be04d52-c8 1500",
    "vma2 eth1 1462",
  ]);
  expect(view).toMatchObject({ discovered: true, packet: 1462, passed: 1300, narrowest: 3, tunnel: { from: 5, to: 6, kind: "gre" } });
  expect(lossesOf(view)).toEqual([
    ["Packets of 1462 bytes, vma1 to vma2", "2 sent by vma1"],
    ["Packets of 1462 bytes, vma2 to vma1", "2 sent by vma2"],
  ]);
});

test("captures on every host say behind which place packets vanish, in each direction", () => {
  expect(lossesOf(viewOf("small-packet-loss", "loss-elsewhere"))).toEqual([
    ["Requests, client-1 to router-1", "6 request left client-1"],
    ["Replies, router-1 to client-1"],
  ]);
  expect(lossesOf(viewOf("small-packet-loss", "loss-elsewhere-back"))[1]?.[1]).toMatch(/^\d+ reply left router-1$/);
  expect(lossesOf(viewOf("one-guest-unreachable", "security-group-drop"))).toEqual([["To the guest", "10 came to qvo7be04d52-c8 of cmp2"]]);
  expect(lossesOf(viewOf("new-connections-time-out", "gateway-firewall-drop"))).toEqual([["SYNs"], ["Answers", "80 answers seen on gw"]]);
});

test("what was not read is not drawn: hosts as they were named, without MTU", () => {
  const view = pathOf(makeLog({ rounds: 1 }), catalogue);
  expect(view?.hops.map(({ host, mtu }) => [host, mtu])).toEqual([
    ["mon-1", null],
    ["gw-1", null],
    ["net-2", null],
  ]);
  expect(view).toMatchObject({ discovered: false, tunnel: null, legs: [], narrowest: null });
});

test("thirty interfaces have places of their own, from left to right", () => {
  const view = viewOf("large-packets-vanish", "bridge-mtu");
  const hops = Array.from({ length: 30 }, (_, at) => ({ ...(view.hops[at % 12] ?? view.hops[0]), id: `${at}` })) as PathView["hops"];
  const placed = placePath({ ...view, hops });
  expect(placed.width).toBeGreaterThanOrEqual(30 * placed.box.width);
  expect(placed.pitch).toBeGreaterThan(placed.box.width);
  expect(placed.height).toBeLessThan(480);
});

test("both drawings of the way measure its sizes alike: from the smallest to twice that, at most", () => {
  const view = viewOf("large-packets-vanish", "tunnel-fragmentation");
  const [low, high] = [Math.min(...sizesAlong(view)), Math.max(...sizesAlong(view))];
  const { share } = scaleOf(view);
  expect([share(low), share(high), share((low + high) / 2)]).toEqual([0, 1, 0.5]);
  const [first, ...others] = view.hops;
  if (first === undefined) throw new TypeError("it has places");
  const wide = scaleOf({ ...view, hops: [{ ...first, mtu: 65_535 }, ...others] });
  expect([wide.high, wide.share(65_535)]).toEqual([2 * low, 1]);
});

test.each([[680], [328], [Infinity]])("what is said of the sizes of a short way does not stand in what was sent, at %i px", (room) => {
  const view = viewOf("large-packets-vanish", "mtu-mismatch");
  const { rows, pitch } = placePath(view, room);
  const { along, sent } = sizeWords(view);
  expect(sent).toBe("packet of 1500 bytes, 1404 came through");
  const beside = widthOf(along, { size: 11 }) + widthOf(sent ?? "", { size: 11 }) < view.hops.length * pitch;
  expect(rows.chart?.wraps).toBe(!beside);
  expect(rows.legs[0]?.y).toBeGreaterThan((rows.chart?.y ?? 0) + CHART + (beside ? 0 : LINE));
});

const markOfFirst = (view: PathView) => view.legs.map(({ losses: [first] }) => first && [first.from, first.to, first.mtu]);

test("packets of full size end at the first hop in their direction whose MTU does not take them, whichever that is on the way back", () => {
  expect(markOfFirst(viewOf("large-packets-vanish", "bridge-mtu"))).toEqual([
    [3, 3, 1300],
    [3, 3, 1300],
  ]);
  const { hops } = viewOf("large-packets-vanish", "bridge-mtu");
  const way = { tunnel: null, hops: hops.map((hop, column) => (column === 8 ? { ...hop, mtu: 1400 } : hop)) };
  expect(endOf(1462, way, false)).toEqual({ from: 3, to: 3, mtu: 1300 });
  expect(endOf(1462, way, true)).toEqual({ from: 8, to: 8, mtu: 1400 });
});

test("where no MTU says where packets end, no hop is blamed", () => {
  const { hops, tunnel } = viewOf("large-packets-vanish", "bridge-mtu");
  const wide = hops.map((hop) => ({ ...hop, mtu: 1500 }));
  expect(endOf(1462, { hops: wide, tunnel: null }, false)).toEqual({ from: 0, to: 11, mtu: null });
  expect(endOf(1462, { hops: wide, tunnel: null }, true)).toEqual({ from: 11, to: 0, mtu: null });
  const blind = hops.map((hop, column) => (column === 1 ? { ...hop, mtu: { unknown: "not permitted" } } : hop));
  expect(endOf(1462, { hops: blind, tunnel }, false)).toEqual({ from: 1, to: 3, mtu: null });
  const carried = tunnel === null ? null : { ...tunnel, carried: 1400 };
  expect(endOf(1462, { hops: wide, tunnel: carried }, false)).toEqual({ from: 5, to: 6, mtu: 1400 });
  expect(endOf(1462, { hops: wide, tunnel: carried }, true)).toEqual({ from: 6, to: 5, mtu: 1400 });
});

test("the cross stands at the hop, between two neighbours where captures say so, and is a bracket where it may be any of several", () => {
  const loss = { after: 0, count: 2, within: false, mtu: null };
  expect(markOf({ ...loss, from: 3, to: 3 }, { pitch: 10 })).toEqual({ left: 35, right: 35, sure: true });
  expect(markOf({ ...loss, from: 4, to: 3 }, { pitch: 10 })).toEqual({ left: 35, right: 45, sure: true });
  expect(markOf({ ...loss, from: 11, to: 0 }, { pitch: 10 })).toEqual({ left: 5, right: 115, sure: false });
  expect(lossWords({ ...loss, from: 11, to: 0 })).toBe("2 vanish somewhere here");
  expect(lossWords({ ...loss, from: 3, to: 3, mtu: 1300 })).toBe("2 vanish here, MTU 1300");
});

test("what ends on the host of a named cause ends at its place, which is a place of the way", () => {
  const view = viewOf("one-guest-unreachable", "security-group-drop");
  const [loss] = view.legs[0]?.losses ?? [];
  const [culprit] = view.culprits;
  expect(culprit).toMatchObject({
    id: "securityGroupDrop",
    host: "cmp2",
    object: "neutron-openvswi-i7be04d52-c",
    counted: 10,
    missing: 10,
  });
  expect([loss?.from, loss?.to]).toEqual([culprit?.column, culprit?.column]);
  const around = view.hops.slice((culprit?.column ?? 0) - 1, (culprit?.column ?? 0) + 2).map(({ host, link }) => `${host} ${link}`);
  expect(around).toEqual(["cmp2 qvo7be04d52-c8", "cmp2 neutron-openvswi-i7be04d52-c", "cmp2 qvb7be04d52-c8"]);
});

const placesOf = (view: PathView) => view.hops.map(({ host, link, mtu }) => `${host} ${link}${typeof mtu === "number" ? ` ${mtu}` : ""}`);

test("without a layout the interfaces are those that captures, routes, the switch and counters name", () => {
  expect(placesOf(viewOf("new-connections-time-out", "gateway-healthy"))).toEqual(["client1 eth1", "gw eth1", "gw eth2", "server1 eth1"]);
  expect(placesOf(viewOf("response-hangs-until-timeout", "gateway-healthy"))).toEqual([
    "client1 eth1",
    "gw eth1",
    "gw eth2",
    "server1 eth1",
  ]);
  expect(placesOf(viewOf("small-packet-loss", "loss-elsewhere"))).toEqual(["client-1 ping", "client-1 eth1 1500", "router-1 eth1 1500"]);
  expect(placesOf(viewOf("one-guest-unreachable", "overlay-healthy"))).toEqual([
    "vma1 eth1 1462",
    "cmp1 tap3f2a91c0-1b 1500",
    "cmp1 qbr3f2a91c0-1b 1500",
    "cmp1 qvb3f2a91c0-1b 1500",
    "cmp1 qvo3f2a91c0-1b 1500",
    "cmp1 br-int",
    "cmp1 eth1",
    "cmp2 eth1",
    "cmp2 br-int",
    "cmp2 qvo7be04d52-c8 1500",
    "cmp2 qvb7be04d52-c8 1500",
    "cmp2 qbr7be04d52-c8 1500",
    "cmp2 tap7be04d52-c8 1500",
    "guest 10.1.0.12",
  ]);
  expect(placesOf(viewOf("virtual-ip-flaps", "adverts-lost"))).toEqual(["lb1 eth1", "lb2 eth1", "lb2 socket"]);
  expect(placesOf(viewOf("bond-or-lacp-churn", "leg-down"))).toEqual(["h1 bond0", "h1 2 legs", "switch LACP partner"]);
});

test("an interface that only counters suggest is drawn where it moved by far the most, and says that", () => {
  expect(viewOf("latency-under-load", "healthy").hops.map(({ kind }) => kind)).toEqual(["busiest", "busiest"]);
  // Our own sessions pass another interface, and nearly as many packets.
  expect(viewOf("small-packet-loss", "gateway-firewall-drop").hops[0]).toMatchObject({ host: "client-1", kind: "host" });
});

test("one host has no way to another", () => {
  expect(pathOf(caseLog("first-look", "tap-drops").events, catalogue)).toBeNull();
});

test("a host that packets go around is told, and nothing vanishes there", () => {
  const { legs, culprits } = viewOf("new-connections-time-out", "asymmetric-routing");
  const [syns, answers] = legs;
  const [at] = culprits.map(({ column }) => column);
  expect(syns).toMatchObject({ say: "64 of 64 arrived, past gw", losses: [] });
  expect(answers?.losses).toMatchObject([{ count: 80, from: at, to: at }]);
});

/** Every recorded case of every runbook. */
const CASES = readdirSync(new URL("../../runbooks", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(new URL(`../../runbooks/${name}/cases`, import.meta.url)).map((file) => [name, file.replace(".json", "")] as const),
  );

test("every recorded case has a drawing in which all that is said of a column is said of one", () => {
  for (const [runbook, name] of CASES) {
    const view = pathOf(caseLog(runbook, name).events, catalogue);
    if (view === null) continue;
    const columns = [
      ...view.culprits.map(({ column }) => column),
      ...view.legs.flatMap(({ points, losses }) => [
        ...points.map(({ column }) => column),
        ...losses.flatMap(({ from, to }) => [from, to]),
      ]),
    ];
    for (const column of columns) expect(view.hops[column], `${runbook} ${name}: ${column}`).toBeDefined();
    expect(new Set(view.hops.map(({ id }) => id)).size, `${runbook} ${name}`).toBe(view.hops.length);
    for (const { points, losses } of view.legs) for (const { after } of losses) expect(points[after], `${runbook} ${name}`).toBeDefined();
    for (const { host, column } of view.culprits.filter(({ id }) => id !== "dnsTimeout"))
      expect(view.hops[column]?.host, `${runbook} ${name}`).toBe(host);
    // Each lies down or stands upright, and every place has its own.
    for (const room of [328, 358, 686]) {
      const tall = placeTall(view, room);
      expect(tall.rows).toHaveLength(view.hops.length);
      // Where the MTU changes on the way it is said above it, and drawn beside it where there is room.
      const sizes = new Set(view.hops.flatMap(({ mtu }) => (typeof mtu === "number" ? [mtu] : [])));
      expect(tall.sizes !== null, `${runbook} ${name} ${room}`).toBe(sizes.size > 1);
      if (sizes.size > 1 && view.legs.length <= 2) expect(tall.steps, `${runbook} ${name} ${room}`).not.toBeNull();
      if (tall.steps !== null) expect(tall.mtu ?? 0).toBeGreaterThan(tall.steps + 36);
      if (view.legs.length <= 3) expect(tall.width, `${runbook} ${name} ${room}`).toBeLessThanOrEqual(room);
      if (liesDown(view, room)) expect(placePath(view, room).width, `${runbook} ${name} ${room}`).toBeLessThanOrEqual(room);
    }
  }
}, 60_000);

test("what vanishes is added up once: FINs are among the answers", () => {
  const view = viewOf("response-hangs-until-timeout", "fin-checksum");
  const counts = lossesOf(view).flatMap(([title, ...lost]) => lost.map((one) => [title, Number.parseInt(one ?? "", 10)] as const));
  const [answers, fins] = [counts.find(([title]) => title === "Answers")?.[1], counts.find(([title]) => title?.startsWith("FINs"))?.[1]];
  expect([answers !== undefined && answers > 0, fins !== undefined && fins > 0]).toEqual([true, true]);
  expect(aboutOf(view)).toContain(`${answers} packets vanish`);
});
