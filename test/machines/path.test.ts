import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { pathOf, type PathView } from "#machines/journal/path.ts";
import { endOf } from "#machines/journal/path/end.ts";
import { lossWords, markOf } from "../../app/_ui/path/marks.ts";
import { placePath } from "../../app/_ui/path/place.ts";
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
  expect(lossesOf(viewOf("one-guest-unreachable", "security-group-drop"))).toEqual([["To the guest", "10 came to the filter of cmp2"]]);
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

test("what was counted inside one place is marked at that place", () => {
  const [guest] = viewOf("one-guest-unreachable", "security-group-drop").legs;
  const [loss] = guest?.losses ?? [];
  expect(loss?.from).toBe(loss?.to);
  expect(loss?.from).toBe(guest?.points[loss?.after ?? 0]?.column);
});
