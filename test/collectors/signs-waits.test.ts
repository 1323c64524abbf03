import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { Reading } from "#machines/contract/index.ts";
import { why } from "./expected.ts";
import { glance, given, type Moments, of, ONE, still } from "./signs-given.ts";

const ENDS = "192.0.2.12:9200 192.0.2.11:39282";
const waiting = (...lines: readonly string[]): Reading =>
  glance("debian12.txt", (text) => text.replace("== bonds\n", `== waits\n${lines.map((line) => `${line}\n`).join("")}== bonds\n`));
const signs = (before: Reading, after: Reading, seconds = "10") => {
  const reading = derive("signs", { ...given(of(ONE, { ...still, glance: { before, after } })), inputs: { seconds } });
  return { slow: reading.fields["slow"], keys: reading.tables?.["signs"]?.map(({ key }) => key) };
};

describe("connections that one end holds up", () => {
  it("are read by both ends, with what waits at each", () => {
    const { fields, tables } = glance("linux-6.18-unread.txt");
    expect(fields["waits"]).toBe(1);
    expect(tables?.["waits"]).toEqual([{ key: ENDS, unread: 4_039_576, buffer: 4_325_362, unsent: 0, windowMs: 0 }]);
    expect(glance("linux-6.18-closed-window.txt").tables?.["waits"]).toMatchObject([{ unread: 0, unsent: 3_511_152, windowMs: 11_520 }]);
  });

  it("are a sign where nobody has read from the same one at both looks", () => {
    const full = waiting(`4173512 4325362 0 0 ${ENDS}`);
    expect(signs(full, full)).toMatchObject({ slow: 7, keys: ["connections whose receive buffer stays full"] });
    expect(signs(full, waiting())).toMatchObject({ keys: [] });
    expect(signs(waiting(`0 131072 90000 20 ${ENDS}`), full).keys).toEqual([]);
    expect(signs(full, waiting("4173512 4325362 0 0 192.0.2.12:9200 192.0.2.11:50000")).keys).toEqual([]);
  });

  it("are a sign where the window was closed most of the time between the looks, and not where it once was", () => {
    const closed = (ms: number): Reading => waiting(`0 131072 90000 ${ms} ${ENDS}`);
    expect(signs(closed(20_000), closed(28_000)).keys).toEqual(["connections that wait for the other end's window"]);
    expect(signs(closed(20_000), closed(21_000)).keys).toEqual([]);
    expect(signs(closed(90_000), closed(90_000)).keys).toEqual([]);
  });

  it("exclude nothing where nobody looked at each", () => {
    const [poor, many] = [glance("empty-tools.txt"), waiting("!many")];
    const quiet = { ...still, glance: { before: poor, after: poor } as Moments };
    expect(derive("signs", given(of(ONE, quiet))).fields["slow"]).toEqual({ unknown: expect.any(String) });
    expect(many.fields["waits"]).toEqual(why("too many connections"));
    expect(waiting("!diag").fields["waits"]).toEqual(why("diagnosis of sockets is not loaded"));
    // As it was read before this was asked for.
    expect(glance("debian12.txt").fields["waits"]).toEqual(why("not asked for"));
    expect(signs(many, many).slow).toEqual({ unknown: expect.any(String) });
  });
});

const queue = (backlogPackets: number, sentPackets: number, overlimits: number): Reading => ({
  fields: { sentPackets, overlimits, drops: 0, backlogPackets },
  tables: { qdiscs: [{ key: "eth1 tbf 8001:", sentPackets, overlimits, drops: 0, backlogPackets }] },
});
const points = (before: Reading, after: Reading) => {
  const { fields, tables } = derive("signs", { ...given(of(ONE, { ...still, qdisc: { before, after } })), inputs: { seconds: "10" } });
  return { delay: fields["delay"], slow: fields["slow"], keys: tables?.["signs"]?.map(({ key }) => key) };
};

describe("a queue that hardly empties", () => {
  it("speaks for the rate before the delay where packets soon leave it through a shaper", () => {
    expect(points(queue(70, 0, 0), queue(70, 17_000, 20_000))).toMatchObject({ slow: 9, delay: 8 });
  });

  it("speaks for the delay before the rate where they wait long", () => {
    expect(points(queue(140, 0, 0), queue(140, 7_000, 9_000))).toMatchObject({ slow: 9, delay: 12 });
    expect(points(queue(140, 5, 0), queue(140, 5, 0))).toMatchObject({ delay: 9 });
  });

  it("names no shaper where none held anything back, and none where nothing waits", () => {
    expect(points(queue(70, 0, 0), queue(70, 17_000, 0)).keys).toEqual(["qdisc backlogPackets"]);
    expect(points(queue(0, 0, 0), queue(0, 17_000, 20_000))).toMatchObject({ delay: 0 });
  });
});
