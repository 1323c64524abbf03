import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Given, Reading, Row, Source } from "#machines/contract/index.ts";

const host = (role: string, name: string): BriefHost => ({ key: role, role, name, address: name });
const hosts = [host("sender", "alpha"), host("gateway", "gw"), host("receiver", "beta")];
const [sender, gateway, receiver] = hosts as [BriefHost, BriefHost, BriefHost];
const PEER = "192.0.2.11";

interface Count {
  readonly request?: readonly [seen: number, left: number];
  readonly reply?: readonly [seen: number, left: number];
}

function place(kind: string, direction: string, numbers: { readonly seen: number; readonly order: number }): Row {
  return {
    key: `${PEER} ${kind} eth1 ${direction}`,
    peer: PEER,
    kind,
    interface: "eth1",
    direction,
    encapsulation: "-",
    again: 0,
    ...numbers,
  };
}

function capture(at: BriefHost, { request = [0, 0], reply = [0, 0] }: Count, complete = true): Source {
  const reading: Reading = {
    fields: { places: 4, requests: request[0], replies: reply[0], captured: 4, dropped: 0, complete },
    tables: {
      places: [
        place("request", "In", { seen: request[0], order: 0 }),
        place("request", "Out", { seen: request[1], order: 1 }),
        place("reply", "In", { seen: reply[0], order: 0 }),
        place("reply", "Out", { seen: reply[1], order: 1 }),
      ],
      totals: [
        { key: `${PEER} request`, peer: PEER, kind: "request", seen: request[0] },
        { key: `${PEER} reply`, peer: PEER, kind: "reply", seen: reply[0] },
      ],
    },
  };
  return { collector: "pathCapture", test: "pathCapture", host: at, moment: "during", args: {}, answer: reading };
}

const probe = (sent: number, received: number): Source => ({
  ...{ collector: "ping", test: "reproduction", host: sender, moment: "during", args: {} },
  answer: { fields: { sent, received } },
});

const about = (at: BriefHost, sources: readonly Source[]): Reading =>
  derive("passage", { host: at, hosts, inputs: {}, args: {}, sources } satisfies Given);

/** 1,000 probes through a router, each with its answer, less what is said. */
const path = (change: {
  readonly gw?: Count;
  readonly beta?: Count;
  readonly alpha?: Count;
  readonly received?: number;
}): readonly Source[] => [
  probe(1_000, change.received ?? 1_000),
  capture(sender, { request: [1_000, 1_000], reply: [1_000, 0], ...change.alpha }),
  capture(receiver, { request: [1_000, 0], reply: [1_000, 1_000], ...change.beta }),
  capture(gateway, { request: [1_000, 1_000], reply: [1_000, 1_000], ...change.gw }),
];

describe("how far the probes came", () => {
  const links = (at: BriefHost, kind: string): Source => ({
    ...{ collector: "links", test: "links", host: at, moment: "after", args: {} },
    answer: { fields: {}, tables: { interfaces: [{ key: "eth1", kind }] } },
  });

  it("does not call lost within a host what passed it in an encapsulation that its capture does not know", () => {
    const unrecognised = { unknown: expect.stringContaining("in something that its capture does not recognise") };
    const leaves = about(gateway, path({ gw: { request: [1_000, 0], reply: [1_000, 0] } }));
    expect(leaves.fields).toMatchObject({ lostWithin: unrecognised, lostOnTheWay: unrecognised, complete: false });
    const passes = about(gateway, path({ gw: { request: [0, 0], reply: [0, 0] } }));
    expect(passes.fields).toMatchObject({ lostOnArrival: unrecognised, lostBetweenHosts: unrecognised, complete: false });
  });

  it("does not know what left by a tunnel whose packets were not recognised, and knows what left by a card", () => {
    const lost = { gw: { request: [1_000, 1_000] as const }, beta: {}, received: 0 };
    const dead = [
      ...path({
        ...lost,
        beta: { request: [0, 0], reply: [0, 0] },
        gw: { request: [1_000, 1_000], reply: [0, 0] },
        alpha: { reply: [0, 0] },
      }),
    ];
    expect(about(receiver, [...dead, links(gateway, "veth")]).fields["lostOnArrival"]).toBe(1_000);
    expect(about(receiver, [...dead, links(gateway, "ip6gre")]).fields["lostOnArrival"]).toEqual({
      unknown: expect.stringContaining("through the tunnel eth1"),
    });
  });

  it("loses nothing anywhere on a healthy path", () => {
    expect(about(gateway, path({})).fields).toEqual({
      ...{ lostOnArrival: 0, lostWithin: 0, lostBetweenHosts: 0, lostWithinHosts: 0, lostOnTheWay: 0, lostOnTheWayBack: 0 },
      ...{ firstMissing: "nowhere", complete: true },
    });
  });

  it("names the host within which they vanish, and not the one behind it", () => {
    const sources = path({
      gw: { request: [1_000, 960], reply: [960, 960] },
      beta: { request: [960, 0], reply: [960, 960] },
      alpha: { reply: [960, 0] },
      received: 960,
    });
    expect(about(gateway, sources).fields).toMatchObject({
      lostWithin: 40,
      lostOnArrival: 0,
      lostBetweenHosts: 0,
      lostOnTheWay: 40,
      lostOnTheWayBack: 0,
    });
    expect(about(receiver, sources).fields).toMatchObject({ lostWithin: 0, lostOnArrival: 0, firstMissing: "after: request seen on gw" });
  });

  it("tells loss between hosts, on the way back, from loss within one", () => {
    const sources = path({ gw: { reply: [990, 990] }, alpha: { reply: [990, 0] }, received: 990 });
    expect(about(gateway, sources).fields).toMatchObject({ lostOnArrival: 10, lostWithin: 0, lostOnTheWay: 0, lostOnTheWayBack: 10 });
    expect(about(receiver, sources).fields).toMatchObject({ lostOnArrival: 0, lostWithin: 0, firstMissing: "after: reply left beta" });
  });

  it("does not take what was on its way when the window closed for loss", () => {
    expect(about(gateway, path({ gw: { request: [999, 998] } })).fields).toMatchObject({ lostOnArrival: 0, lostWithin: 0 });
  });

  it("knows nothing beside a host whose capture lost packets, and all the rest", () => {
    const sources = path({}).map((source) =>
      source.host === gateway ? capture(gateway, { request: [900, 900], reply: [900, 900] }, false) : source,
    );
    const { fields } = about(receiver, sources);
    expect(fields["lostOnArrival"]).toEqual({ unknown: "the capture on gw lost packets" });
    expect(fields["lostWithin"]).toBe(0);
    expect(fields["complete"]).toBe(false);
  });

  it("knows nothing of a host that could not capture, and says why", () => {
    const sources = path({}).map((source) =>
      source.host === receiver ? { ...source, answer: { kind: "toolMissing" as const, tool: "tcpdump" } } : source,
    );
    expect(about(receiver, sources).fields["lostWithin"]).toEqual({ unknown: "nothing was captured on beta: toolMissing" });
    expect(about(gateway, sources).fields["lostWithin"]).toBe(0);
  });

  it("adds up the legs of a path that is split", () => {
    const split = capture(gateway, { request: [1_000, 500], reply: [1_000, 1_000] });
    const reading = split.answer as Reading;
    const second = { ...place("request", "Out", { seen: 500, order: 1 }), key: `${PEER} request eth3 Out`, interface: "eth3" };
    const both = { ...reading, tables: { ...reading.tables, places: [...(reading.tables?.["places"] ?? []), second] } };
    const sources = path({}).map((source) => (source.host === gateway ? { ...split, answer: both } : source));
    expect(about(gateway, sources).fields["lostWithin"]).toBe(0);
  });

  it("is unknown without a probe or a capture, never nothing lost", () => {
    for (const value of Object.values(about(gateway, []).fields)) expect(value === false || typeof value === "object").toBe(true);
  });
});
