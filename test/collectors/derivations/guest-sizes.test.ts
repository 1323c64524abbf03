import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Reading, Row, Source, Value } from "#machines/contract/index.ts";
import { COMPUTE, frames, given, host, MAC, ORIGIN, port, ports, probe, PROBER, source } from "./guest-path.ts";

const NET = host("network", "net1");
const TAP = "tap7be04d52-c8";

interface Story {
  readonly probe: Readonly<Record<string, Value>>;
  readonly origin?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly compute?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Bytes of the guest's largest answer. */
  readonly largest?: number;
  readonly mtus?: Readonly<Record<string, number>>;
  readonly offered?: number;
}

const PASSED = { mtu: 1_462, fullSent: 5, fullReceived: 5, partsSent: 5, partsReceived: 5, smallParts: true, largeSent: 10, vanished: 0 };
const SMALL = { sent: 300, received: 300, lost: 0 };
const ten = { request: 300, largeRequest: 10 };
const back = { reply: 300, largeReply: 10 };

/** All the way there and back, as far as the captures can see. */
const WHOLE_ORIGIN = {
  "tap3f2a91c0-1b in": ten,
  "qvo3f2a91c0-1b in": ten,
  "eth1 out 10.20.0.12>10.20.0.13": ten,
  "eth1 in 10.20.0.13>10.20.0.12": back,
  "qvo3f2a91c0-1b out": back,
  "tap3f2a91c0-1b out": back,
};
const WHOLE_COMPUTE = {
  "eth1 in 10.20.0.12>10.20.0.13": ten,
  "qvo7be04d52-c8 out": ten,
  [`${TAP} out`]: ten,
  [`${TAP} in`]: back,
  "qvo7be04d52-c8 in": back,
  "eth1 out 10.20.0.13>10.20.0.12": back,
};

function sizesAt(at: BriefHost, story: Story): Reading {
  const seen = (where: BriefHost, hops: Story["origin"]): Source => {
    const one = frames(where, hops ?? {});
    if (!("fields" in one.answer)) return one;
    const table = (name: string, change: (row: Row) => Row): readonly Row[] =>
      ("fields" in one.answer ? (one.answer.tables?.[name] ?? []) : []).map(change);
    const tables = {
      hops: table("hops", (row) => (row.key === `${TAP} in -` ? { ...row, largestReply: story.largest ?? { unknown: "none" } } : row)),
      devices: table("devices", (row) => ({ ...row, mtu: story.mtus?.[row.key] ?? 1_500 })),
      answers: [],
    };
    return { ...one, answer: { ...one.answer, tables } };
  };
  const sources = [
    ...[ports(COMPUTE, [port("qvo7be04d52-c8", { mac: MAC })]), ports(ORIGIN, [port("qvo3f2a91c0-1b")])],
    probe({ ...SMALL, device: "eth1", ...PASSED, ...story.probe }),
    ...[seen(ORIGIN, story.origin ?? WHOLE_ORIGIN), seen(COMPUTE, story.compute ?? WHOLE_COMPUTE)],
    ...(story.offered === undefined
      ? []
      : [source("mtuOffers", NET, { moment: "once", answer: { fields: { networkMtu: story.offered, servingMtu: story.offered } } })]),
  ];
  return derive("guestSizes", given(at, sources, [PROBER, COMPUTE, ORIGIN, ...(story.offered === undefined ? [] : [NET])]));
}

const LARGER: Story = { probe: { partsReceived: 0, vanished: 5 }, largest: 1_500 };
const doubt = (words: string): object => ({ unknown: expect.stringContaining(words) });

describe("where large packets end", () => {
  it("names a guest whose answers are larger than its network's packets, where somebody says what those are", () => {
    const reading = sizesAt(COMPUTE, { ...LARGER, offered: 1_462 });
    expect(reading.fields).toMatchObject({
      guestOdd: true,
      guestLost: 5,
      guestMtu: 1_500,
      networkMtu: 1_462,
      deviceSmall: false,
      lostOnWay: false,
    });
    expect(reading.tables?.["guests"]?.[0]?.key).toContain(`${TAP}, with answers in pieces of 1500 bytes in a network of 1462`);
    expect(sizesAt(PROBER, { ...LARGER, offered: 1_462 }).fields).toMatchObject({ guestOdd: false });
    // Its port's devices were given the network's MTU when it was plugged.
    const plugged = Object.fromEntries(["tap", "qbr", "qvb", "qvo"].map((kind) => [`${kind}7be04d52-c8`, 1_462]));
    expect(sizesAt(COMPUTE, { ...LARGER, mtus: plugged }).fields).toMatchObject({ guestOdd: true });
  });

  it("does not decide between a guest and a prober that merely differ", () => {
    expect(sizesAt(COMPUTE, LARGER).fields).toMatchObject({ guestOdd: doubt("whether its network has that is not known") });
    expect(sizesAt(PROBER, LARGER).fields).toMatchObject({ guestOdd: doubt("not known") });
    // That nobody ever set the devices of the port says nothing of the network.
    const odd = {
      probe: { mtu: 1_500, fullReceived: 0, vanished: 5 },
      largest: 1_460,
      compute: { ...WHOLE_COMPUTE, [`${TAP} in`]: { reply: 300, largeReply: 5 } },
    };
    expect(sizesAt(COMPUTE, odd).fields).toMatchObject({ guestOdd: doubt("not known") });
    const told = sizesAt(PROBER, { ...odd, offered: 1_462 });
    expect(told.fields).toMatchObject({ guestOdd: true });
    expect(told.tables?.["guests"]?.[0]?.key).toBe("eth1, with an MTU of 1500 in a network of 1462");
    expect(sizesAt(COMPUTE, { ...odd, offered: 1_462 }).fields).toMatchObject({ guestOdd: false, lostOnWay: false });
  });

  it("names a smaller guest by its answers to small pieces alone", () => {
    const smaller: Story = {
      probe: { fullReceived: 0, vanished: 5 },
      largest: 1_300,
      compute: { ...WHOLE_COMPUTE, [`${TAP} in`]: { reply: 300, largeReply: 5 } },
      offered: 1_462,
    };
    expect(sizesAt(COMPUTE, smaller).fields).toMatchObject({ guestOdd: true, guestLost: 5 });
    const { largest: _, ...silent } = smaller;
    expect(sizesAt(COMPUTE, silent).fields).toMatchObject({ guestOdd: doubt("no large answer") });
    // A rule in the guest drops by length: it answers in pieces of the network's size.
    expect(sizesAt(COMPUTE, { ...smaller, largest: 1_460 }).fields).toMatchObject({ guestOdd: false, lostOnWay: false });
  });

  it("names the device of a port that differs from its neighbours, and not the guest behind it", () => {
    const story: Story = {
      probe: { fullReceived: 0, vanished: 5 },
      largest: 1_460,
      compute: { ...WHOLE_COMPUTE, [`${TAP} out`]: { request: 300, largeRequest: 5 }, [`${TAP} in`]: { reply: 300, largeReply: 5 } },
      mtus: { "qvb7be04d52-c8": 1_300 },
    };
    const reading = sizesAt(COMPUTE, story);
    expect(reading.fields).toMatchObject({ deviceSmall: true, deviceLost: 5, guestOdd: false, lostOnWay: false });
    expect(reading.tables?.["devices"]?.[0]).toMatchObject({ key: "qvb7be04d52-c8" });
    expect(sizesAt(ORIGIN, story).fields).toMatchObject({ deviceSmall: false });
    // A rule drops there instead: no device is too small.
    expect(sizesAt(COMPUTE, { ...story, mtus: {} }).fields).toMatchObject({ deviceSmall: false, guestOdd: false, lostOnWay: false });
  });

  it("says that the way is too small where large packets vanish between the hosts, for whichever guest", () => {
    const cut: Story = {
      probe: { fullReceived: 0, partsReceived: 0, vanished: 10 },
      largest: 1_460,
      origin: {
        ...WHOLE_ORIGIN,
        "eth1 in 10.20.0.13>10.20.0.12": { reply: 300 },
        "qvo3f2a91c0-1b out": { reply: 300 },
        "tap3f2a91c0-1b out": { reply: 300 },
      },
      compute: Object.fromEntries(
        Object.entries(WHOLE_COMPUTE).map(([key, counts]) => [
          key,
          { ...counts, ...("largeRequest" in counts ? { largeRequest: 5 } : { largeReply: 5 }) },
        ]),
      ),
    };
    for (const at of [COMPUTE, ORIGIN, PROBER])
      expect(sizesAt(at, cut).fields).toMatchObject({ lostOnWay: true, wayLost: 10, guestOdd: false });
    expect(sizesAt(COMPUTE, cut).tables?.["places"]?.map(({ key }) => key)).toContain("between the hosts, to the guest");
  });
});

describe("what says nothing about the size", () => {
  it("rules the size out where all come back or none do, and leaves it open where a share is lost", () => {
    expect(sizesAt(COMPUTE, { probe: {} }).fields).toMatchObject({ onlyLarge: false, guestOdd: false, lostOnWay: false });
    const dead = { received: 0, lost: 10, sent: 10, vanished: { unknown: "small ones" } };
    expect(sizesAt(COMPUTE, { probe: dead }).fields).toMatchObject({ guestOdd: false, deviceSmall: false });
    const share = { received: 276, lost: 24, vanished: { unknown: "small probes are lost as well" } };
    expect(sizesAt(COMPUTE, { probe: share }).fields).toMatchObject({ guestOdd: doubt("small probes"), lostOnWay: doubt("small probes") });
  });

  it("knows nothing without the captures, while it knows that only large ones vanish", () => {
    const blind = [
      probe({ ...SMALL, ...PASSED, ...LARGER.probe }),
      source("guestFrames", COMPUTE, { answer: { kind: "toolMissing", tool: "tcpdump" } }),
    ];
    expect(derive("guestSizes", given(COMPUTE, blind)).fields).toMatchObject({
      onlyLarge: true,
      guestOdd: doubt("tcpdump"),
      lostOnWay: doubt("tcpdump"),
    });
  });
});
