import { describe, expect, it } from "vitest";
import type { BriefHost, Failure, Source, Value } from "#machines/contract/index.ts";
import { derive } from "#collectors";
import {
  COMPUTE,
  frames,
  given,
  MAC,
  ORIGIN,
  passing,
  port,
  ports,
  PROBER,
  probe,
  returning,
  source,
  worked,
  type Way,
} from "./guest-path.ts";

const PORTS = [ports(COMPUTE, [port("qvo7be04d52-c8", { mac: MAC })]), ports(ORIGIN, [port("qvo3f2a91c0-1b")])];

const trace = (at: BriefHost, sources: readonly Source[]): Readonly<Record<string, Value>> =>
  worked("guestTrace", at, [...PORTS, ...sources]).fields;

/** What each host saw, there and back. */
const both = (there: Way, back: Partial<Way> = {}): readonly Source[] => [
  probe(),
  frames(ORIGIN, { ...there.origin, ...back.origin }),
  frames(COMPUTE, { ...there.compute, ...back.compute }),
];

describe("where frames vanish", () => {
  it.each([
    ["inOrigin", "origin", "lostInSwitch"],
    ["left", "origin", "lostBetween"],
    ["arrived", "compute", "lostInSwitch"],
    ["inGuestSwitch", "compute", "lostInFilter"],
    ["atGuest", "compute", "guestSilent"],
  ] as const)("up to %s: on %s %s, and nothing else anywhere", (until, where, field) => {
    const sources = both(passing({ request: 10 }, until));
    const [own, other] = where === "origin" ? [ORIGIN, COMPUTE] : [COMPUTE, ORIGIN];
    const there = trace(own, sources);
    const lost = ["lostInSwitch", "lostInFilter", "lostBetween", "guestSilent"];
    expect(lost.filter((each) => there[each] === true)).toEqual([field]);
    // What happens between the hosts is told on both.
    expect(lost.filter((each) => trace(other, sources)[each] === true)).toEqual(field === "lostBetween" ? [field] : []);
  });

  it.each([
    ["inOrigin", "nowhere"],
    ["arrived", "nowhere"],
    ["inGuestSwitch", "port"],
    ["atGuest", "guest"],
  ] as const)("up to %s: anything of it came as far as %s", (until, reached) => {
    expect(trace(COMPUTE, both(passing({ request: 10 }, until)))).toMatchObject({ reached });
  });

  it("follows the questions for the address where no echo was sent", () => {
    expect(trace(ORIGIN, both(passing({ ask: 3 }, "inOrigin")))).toMatchObject({ lostInSwitch: true, lostBetween: false });
    expect(trace(COMPUTE, both(passing({ ask: 2 })))).toMatchObject({ guestSilent: true, lostInSwitch: false, followed: "questions" });
    expect(trace(COMPUTE, both(passing({ request: 2 })))).toMatchObject({ followed: "echoes" });
  });

  it("follows answers back, and holds a share against what is missing", () => {
    const there = passing({ request: 300 });
    const back = returning({ reply: 300 }, { reply: 276 });
    const sources = [probe({ sent: 300, received: 276, lost: 24 }), ...both(there, back).slice(1)];
    expect(trace(COMPUTE, sources)).toMatchObject({ lostInFilter: true, lostInSwitch: false, lostAtPort: true, lostFrames: 24 });
    // Two frames at the end of the window are no place that loses 24.
    expect(
      trace(COMPUTE, [probe({ sent: 300, received: 276, lost: 24 }), ...both(there, returning({ reply: 300 }, { reply: 298 })).slice(1)]),
    ).toMatchObject({
      lostInFilter: false,
    });
  });

  it("follows the guest's own question where it has to find its peer first", () => {
    const there = passing({ request: 10 });
    const asks = returning({ askBack: 2 });
    const back = { compute: { ...asks.compute, "eth1 out 10.20.0.13>10.20.0.12": {} }, origin: {} };
    expect(trace(COMPUTE, both(there, back))).toMatchObject({ guestSilent: false, lostInSwitch: true });
  });

  it("counts a packet in a tunnel once where a card and the bridge over it both see it, and only if it goes to the other host", () => {
    const there = passing({ request: 10 });
    const twice = { ...there.origin, "br-phy out 10.20.0.12>10.20.0.13": { request: 10 } };
    const elsewhere = { ...passing({ ask: 3 }, "inOrigin").origin, "eth1 out 10.20.0.12>10.20.0.11": { ask: 3 } };
    expect(trace(ORIGIN, [probe(), frames(ORIGIN, twice), frames(COMPUTE, there.compute)])).toMatchObject({ lostBetween: false });
    expect(trace(ORIGIN, [probe(), frames(ORIGIN, elsewhere), frames(COMPUTE, {})])).toMatchObject({
      lostInSwitch: true,
      lostBetween: false,
    });
  });

  it("calls lost between the hosts only what neither can have dropped where its capture does not look", () => {
    const there = passing({ request: 10 }, "left");
    const at = (unseen: Readonly<Record<string, Value>>, near: Readonly<Record<string, Value>> = {}) =>
      trace(ORIGIN, [probe(), frames(ORIGIN, there.origin, { unseen: near }), frames(COMPUTE, there.compute, { unseen })]);
    const says = (words: string) => ({ lostBetween: { unknown: expect.stringContaining(words) as string } });
    expect(at({ backlogDrops: 1 })).toMatchObject({ lostBetween: true });
    expect(at({ backlogDrops: 9 })).toMatchObject(says("cmp2 itself dropped 9 packets"));
    expect(at({ backlogDrops: 9 })).toMatchObject(says("small-packet-loss says whether"));
    expect(at({}, { sendDrops: 10 })).toMatchObject(says("cmp1 itself dropped 10 packets"));
    expect(at({ packetProgram: "eth1" })).toMatchObject(says("XDP program at eth1 of cmp2"));
    expect(at({ ringDrops: { unknown: "no ethtool" } })).toMatchObject(says("not known: no ethtool"));
    // No tap is on the way between two hosts, and what no place loses was dropped by none.
    expect(at({ tapDrops: 50 })).toMatchObject({ lostBetween: true });
    const all = passing({ request: 10 });
    expect(
      trace(ORIGIN, [probe(), frames(ORIGIN, all.origin), frames(COMPUTE, all.compute, { unseen: { backlogDrops: 9 } })]),
    ).toMatchObject({
      lostBetween: false,
    });
  });

  it("names the device that is shut, before one that only lost its carrier", () => {
    const sources = [
      probe(),
      frames(ORIGIN, passing({ request: 10 }).origin),
      frames(COMPUTE, passing({ request: 10 }, "arrived").compute, { down: "qvb7be04d52-c8" }),
    ];
    const reading = worked("guestTrace", COMPUTE, [...PORTS, ...sources]);
    expect(reading.fields["down"]).toBe(1);
    expect(reading.tables?.["devices"]?.find((row) => row["down"] === 2)?.key).toBe("qvb7be04d52-c8");
  });
});

describe("what the guest does", () => {
  const delivered = passing({ ask: 2 });
  const guest = (hops: Readonly<Record<string, Readonly<Record<string, number>>>>, said: number) =>
    trace(COMPUTE, [
      probe({ resolved: false, neighbourMac: { unknown: "not resolved" } }),
      frames(ORIGIN, delivered.origin),
      frames(COMPUTE, { ...delivered.compute, ...hops }, { said }),
    ]);

  it("tells silence, deafness to ARP and a search for an address apart", () => {
    expect(guest({}, 0)).toMatchObject({ guestSilent: true, guestIgnoresArp: false, guestWithoutAddress: false });
    expect(guest({}, 9)).toMatchObject({ guestSilent: false, guestIgnoresArp: true, guestWithoutAddress: false });
    expect(guest({ "tap7be04d52-c8 in": { dhcpRequest: 4 } }, 4)).toMatchObject({
      guestSilent: false,
      guestIgnoresArp: false,
      guestWithoutAddress: true,
    });
  });

  it("does not know whether a guest got what the queue of its tap dropped, unless it takes nothing at all", () => {
    const silent = (tap: Readonly<Record<"out" | "outDropped", number>>) =>
      trace(COMPUTE, both(passing({ request: 10 })).toSpliced(2, 1, frames(COMPUTE, passing({ request: 10 }).compute, { tap })));
    expect(silent({ out: 40, outDropped: 0 })).toMatchObject({ guestSilent: true });
    expect(silent({ out: 40, outDropped: 1 })).toMatchObject({ guestSilent: true });
    expect(silent({ out: 40, outDropped: 8 })).toMatchObject({
      guestSilent: { unknown: expect.stringContaining("the queue of tap7be04d52-c8 dropped 8 frames") as string },
      guestIgnoresArp: false,
    });
    expect(silent({ out: 0, outDropped: 10 })).toMatchObject({ guestSilent: true });
  });

  it("says that the port is absent where none of its devices exists", () => {
    const sources = [probe(), frames(ORIGIN, passing({ request: 10 }, "left").origin), frames(COMPUTE, {}, { devices: [] })];
    expect(trace(COMPUTE, sources)).toMatchObject({ portAbsent: true, guestSilent: false });
  });

  it("tells a second owner of the address from an entry that is merely old", () => {
    const at = (answers: readonly string[], neighbourMac: string) =>
      trace(ORIGIN, [
        probe({ neighbourMac }),
        frames(ORIGIN, passing({ request: 10 }).origin, { answers }),
        frames(COMPUTE, passing({ request: 10 }).compute),
      ]);
    const other = "fa:16:3e:00:00:99";
    expect(at([MAC], MAC)).toMatchObject({ duplicate: false, staleNeighbour: false });
    expect(at([MAC, other], other)).toMatchObject({ duplicate: true, staleNeighbour: false });
    expect(at([MAC], other)).toMatchObject({ duplicate: false, staleNeighbour: true, guestSilent: false });
    expect(at([], other)).toMatchObject({
      duplicate: { unknown: expect.stringContaining("nobody was asked") },
      staleNeighbour: { unknown: expect.anything() },
    });
  });
});

describe("what is not known", () => {
  it("is everything when a capture lost frames, was not possible, or saw nothing at all", () => {
    const there = passing({ request: 10 });
    const lossy = [
      probe(),
      frames(ORIGIN, there.origin),
      frames(COMPUTE, there.compute, { complete: { unknown: "tcpdump lost 7 frames" } }),
    ];
    const without = [
      probe(),
      frames(ORIGIN, there.origin),
      source("guestFrames", COMPUTE, { answer: { kind: "toolMissing", tool: "tcpdump" } }),
    ];
    const ended: Failure = { kind: "exited", code: 3, signal: null, stderr: "culprit: toolMissing: tcpdump that names interfaces\n" };
    const unarmed = [probe(), frames(ORIGIN, there.origin), source("guestFrames", COMPUTE, { answer: ended })];
    const nothing = [probe(), frames(ORIGIN, {}), frames(COMPUTE, {})];
    for (const [sources, why] of [
      [lossy, "tcpdump lost 7 frames"],
      [without, "tcpdump is not installed"],
      [unarmed, "tcpdump that names interfaces is not there"],
      [nothing, "no host saw anything"],
    ] as const)
      expect(trace(ORIGIN, sources)["lostInSwitch"]).toEqual({ unknown: expect.stringContaining(why) });
  });

  it("is nothing more than the switch's own half where nobody named the prober's host", () => {
    const sources = [...PORTS, probe(), frames(COMPUTE, passing({ request: 10 }).compute)];
    const reading = derive("guestTrace", given(COMPUTE, sources, [PROBER, COMPUTE]));
    expect(reading.fields).toMatchObject({ guestSilent: true, lostBetween: false });
  });
});
