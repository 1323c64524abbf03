import { describe, expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Given, Reading } from "#machines/contract/index.ts";
import { why } from "./expected.ts";
import { fieldsOf, isReading, output, read, recording, rowsOf } from "./recording.ts";

describe("bonding", () => {
  it("reads Open vSwitch's bonds: in order, defaulted, without a link, with two partners", () => {
    expect(fieldsOf(read("bonding", "ovs-3.1-in-order.txt"))).toMatchObject({ bonds: 2, legs: 4, legsOut: 0 });
    const defaulted = rowsOf(read("bonding", "ovs-3.1-defaulted.txt"), "legs")["a1 of bondA"];
    expect(defaulted).toMatchObject({ carries: false, defaulted: true, up: true, partnerSystem: "00:00:00:00:00:00" });
    expect(rowsOf(read("bonding", "ovs-3.1-leg-down.txt"), "legs")["a0 of bondA"]).toMatchObject({
      carries: false,
      up: false,
      carrier: false,
    });
    const legs = rowsOf(read("bonding", "ovs-3.1-two-partners.txt"), "legs");
    expect(legs["a0 of bondA"]?.["partnerSystem"]).not.toBe(legs["a1 of bondA"]?.["partnerSystem"]);
  });

  it("reads the kernel's: aggregators, churn, partners", () => {
    const result = read("bonding", "made-6.1-churned.txt");
    expect(fieldsOf(result)).toMatchObject({ bonds: 1, legs: 2, legsOut: 1, churnedLegs: 1, legFailures: 0 });
    expect(rowsOf(result, "legs")["leg1 of bond0"]).toMatchObject({ churned: true, defaulted: true, aggregator: 2, speed: "1000 Mbps" });
    expect(rowsOf(result, "bonds")["bond0"]).toMatchObject({ lacp: true, monitored: true, ports: 1, minLinks: 0 });
  });

  it("says unknown for what an old driver, or a login that is not root, does not show", () => {
    const result = read("bonding", "made-4.1-without-churn.txt");
    expect(rowsOf(result, "legs")["em2 of bond0"]).toMatchObject({
      up: false,
      churned: why("driver"),
      partnerSystem: why("root"),
      speed: why("speed"),
    });
    expect(rowsOf(result, "bonds")["bond0"]).toMatchObject({ monitored: false, lacp: false });
  });

  it("falls back to /sys, and calls no bond absent", () => {
    expect(rowsOf(read("bonding", "made-sysfs.txt"), "legs")["p2 of bond1"]).toMatchObject({
      carries: false,
      defaulted: true,
      failures: 2,
    });
    expect(read("bonding", "empty.txt")).toMatchObject({ kind: "absent" });
    expect(read("bonding", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });
});

describe("lacpdus", () => {
  it("finds the leg on which nobody answers, and the one whose other end does not hear us", () => {
    expect(rowsOf(read("lacpdus", "made-one-leg-silent.txt"), "legs")["leg1"]).toMatchObject({ received: 0, sent: 1, ownDefaulted: true });
    const result = read("lacpdus", "made-unheard-and-lossy.txt", { args: { seconds: "35" } });
    expect(rowsOf(result, "legs")["leg1"]).toMatchObject({ received: 1, unheard: true, ownDefaulted: false });
    expect(fieldsOf(result)).toMatchObject({ complete: false, troubled: 1, kernelDropped: 3 });
  });

  it("reads tcpdump's words for the same bits", () => {
    const legs = rowsOf(read("lacpdus", "tcpdump-4.99.txt"), "legs");
    expect(legs["a0"]).toMatchObject({ received: 1, sent: 1, partnerSystem: "1a:8a:f1:0c:31:4d", unheard: false, ownDefaulted: true });
    expect(fieldsOf(read("lacpdus", "empty.txt"))).toMatchObject({ legs: 0, troubled: 0 });
    expect(read("lacpdus", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });
});

const HOST: BriefHost = { key: "host", role: "host", name: "h1", address: "h1" };

const look = (collector: "bonding" | "lacpdus", file: string, change: (text: string) => string = (text) => text): Reading => {
  const result = parse(collector, 0, output(change(recording(collector, file).stdout), { args: { seconds: "35" } }));
  if (!isReading(result)) throw new Error(JSON.stringify(result));
  return result;
};

const worked = (before: Reading, after: Reading, seen: Reading): Reading => {
  const source = (collector: string, moment: "before" | "during" | "after", answer: Reading) => ({
    collector,
    test: collector,
    host: HOST,
    moment,
    args: {},
    answer,
  });
  const given: Given = {
    ...{ host: HOST, hosts: [HOST], inputs: {}, args: {} },
    sources: [source("bonding", "before", before), source("bonding", "after", after), source("lacpdus", "during", seen)],
  };
  return derive("bondLegs", given);
};

describe("bondLegs", () => {
  const churned = look("bonding", "made-6.1-churned.txt");
  const silent = look("lacpdus", "made-one-leg-silent.txt");
  const both = (text: string): string =>
    text.replace("== capture", "1.000 leg1 in 1a:8a:f1:0c:31:4d 15 2 63 f6:78:77:e2:9b:45 15 2 63\n== capture");

  it("calls a leg silent on which nothing comes in, and nothing else", () => {
    const { fields, tables } = worked(churned, churned, silent);
    expect(fields).toMatchObject({ silent: 1, deaf: 0, down: 0, stray: 0, legsOut: 1, flaps: 0, overloaded: 0 });
    expect(tables?.["legs"]?.find(({ key }) => key === "leg1 of bond0")).toMatchObject({ silent: 1 });
  });

  it("calls it deaf when the LACPDUs come in and the bond works with defaults all the same", () => {
    expect(worked(churned, churned, look("lacpdus", "made-one-leg-silent.txt", both)).fields).toMatchObject({ silent: 0, deaf: 1 });
  });

  it("takes no silence from a capture that lost packets", () => {
    const lossy = look("lacpdus", "made-one-leg-silent.txt", (text) => text.replace("35.00 0", "35.00 9"));
    expect(worked(churned, churned, lossy).fields["silent"]).toEqual(why("lost packets"));
  });

  it("tells two switches from two groups of one, and both from a speed that differs", () => {
    const inSync = (text: string): string => text.replace("port state: 71", "port state: 63");
    const legs = look("bonding", "made-6.1-churned.txt", inSync);
    const from = (system: string, key: number) =>
      look("lacpdus", "made-one-leg-silent.txt", (text) =>
        both(text).replace("leg1 in 1a:8a:f1:0c:31:4d 15", `leg1 in ${system} ${key}`).replace("15 2 71", "15 2 63"),
      );
    expect(worked(legs, legs, from("9a:94:c2:5f:8d:4c", 15)).fields).toMatchObject({ stray: 1, split: 0, uneven: 0 });
    expect(worked(legs, legs, from("1a:8a:f1:0c:31:4d", 16)).fields).toMatchObject({ stray: 0, split: 1, uneven: 0 });
    const slow = look("bonding", "made-6.1-churned.txt", (text) => inSync(text).replace(/(leg1[^]*?)Speed: 1000/, "$1Speed: 100"));
    expect(worked(slow, slow, from("1a:8a:f1:0c:31:4d", 16)).fields).toMatchObject({ uneven: 1, split: 0 });
  });

  it("counts a link that came and went as flapping, not as down", () => {
    const before = look("bonding", "ovs-3.1-in-order.txt");
    const after = look("bonding", "ovs-3.1-leg-down.txt", (text) => text.replace(/a0 up 0 10000 full 2/, "a0 up 0 10000 full 5"));
    expect(worked(before, after, look("lacpdus", "empty.txt")).fields).toMatchObject({ flaps: 3, down: 0 });
    const steady = look("bonding", "ovs-3.1-leg-down.txt");
    expect(worked(steady, steady, look("lacpdus", "empty.txt")).fields).toMatchObject({ flaps: 0, down: 1 });
  });

  describe("on a leg where each end may say that it has no partner", () => {
    const [us, them, nobody] = ["f6:78:77:e2:9b:45 15 2", "1a:8a:f1:0c:31:4d 15 2", "00:00:00:00:00:00 0 2"];
    const from = (...lines: readonly string[]): Reading =>
      look("lacpdus", "made-one-leg-silent.txt", (text) =>
        text.replace(/^.* leg1 .*\n/gm, "").replace("== capture", `${lines.map((line) => `1.0 leg1 ${line}\n`).join("")}== capture`),
      );
    const theyHearNobody = `in ${them} 71 ${nobody} 0`;
    const theyNameUs = `in ${them} 7 ${us} 71`;
    const weHearNobody = `out ${us} 71 ${nobody} 0`;
    const weNameThem = `out ${us} 15 ${them} 71`;

    it.each([
      [
        "ours are lost: what they say is heard every 30 s, and expires after 6",
        [theyHearNobody, weNameThem, weHearNobody],
        { unheard: 1, deaf: 0 },
      ],
      ["ours are lost before a capture sees them", [theyHearNobody], { unheard: 1, deaf: 0 }],
      ["theirs are dropped on their way to our bond", [weHearNobody, theyNameUs], { unheard: 0, deaf: 1 }],
      [
        "theirs are dropped, and what we say at last has expired there",
        [weHearNobody, theyNameUs, theyHearNobody],
        { unheard: 0, deaf: 1 },
      ],
    ])("%s", (_what, lines, wanted) => {
      expect(worked(churned, churned, from(...lines)).fields).toMatchObject({ silent: 0, ...wanted });
    });

    it("says neither of one that lost its partner while it was watched", () => {
      expect(worked(churned, churned, from(weNameThem, theyNameUs)).fields["deaf"]).toEqual(why("while it was watched"));
    });

    it("blames a link that goes and comes for what it makes begin anew", () => {
      const flapped = look("bonding", "made-6.1-churned.txt", (text) => text.replace(/(leg1[^]*?Link Failure Count: )0/, "$13"));
      expect(worked(churned, flapped, from(weNameThem, weHearNobody, theyNameUs)).fields).toMatchObject({ flaps: 3, deaf: 0, unheard: 0 });
    });
  });

  it("counts none as unknown where Open vSwitch does not say its bonds", () => {
    const unseen = (text: string): string => text.replace("== end", "== ovs unseen\n== end");
    const denied = parse("bonding", 0, output(unseen(recording("bonding", "empty.txt").stdout)));
    expect(denied).toMatchObject({ kind: "denied" });
    const { fields } = worked(churned, look("bonding", "made-6.1-churned.txt", unseen), silent);
    expect(fields).toMatchObject({ silent: 1, deaf: why("did not say its bonds"), flaps: why("did not say its bonds") });
  });

  it("sees a link that the bond does not look at", () => {
    const both = look("bonding", "made-4.1-without-churn.txt");
    expect(worked(both, both, look("lacpdus", "empty.txt")).fields).toMatchObject({ unwatched: 1, down: 0 });
  });
});
