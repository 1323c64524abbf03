import { describe, expect, it } from "vitest";
import { derive } from "#collectors";
import type { Failure, Reading } from "#machines/contract/index.ts";
import { parse } from "#collectors";
import { cpuMs } from "../fuzz/long.ts";
import { fieldsOf, isReading, output, read, recording, rowsOf } from "./recording.ts";
import { why } from "./expected.ts";
import { glance, given, idle, of, ONE, still, window } from "./signs-given.ts";

const captured = (change: (text: string) => string = (text) => text): Reading => {
  const result = parse("advertSenders", 0, output(change(recording("advertSenders", "linux-6.18-two-pairs.txt").stdout)));
  if (!isReading(result)) throw new Error(JSON.stringify(result));
  return result;
};
/** Only what one router sent. */
const only = (address: string) => (text: string) =>
  text.replaceAll(/^\d+\.\d+ \S+ (?:\S+ )?(192\.0\.2\.\d+) .*\n/gm, (line, source) => (source === address ? line : ""));

describe("who sends adverts", () => {
  it("is told for each virtual router id, and that several are there for one", () => {
    const { fields, tables } = captured();
    expect(fields).toMatchObject({ router: true, senders: 4, shared: 1 });
    expect(tables?.["senders"]).toMatchObject([{ key: "eth1 vrid 51", routers: expect.stringContaining("192.0.2.14"), shared: true }]);
    expect(captured(only("192.0.2.11")).fields).toMatchObject({ senders: 1, shared: 0 });
  });

  it("is nobody's on a host that is no router", () => {
    expect(fieldsOf(read("advertSenders", "empty.txt"))).toEqual({ router: false, senders: 0, shared: 0 });
    expect(read("advertSenders", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });

  const of = (...adverts: readonly string[]) =>
    captured((text) => text.replace(/== adverts\n[^=]*/, `== adverts\n${adverts.map((each, at) => `${at}.0000 ${each}\n`).join("")}`))
      .fields["shared"];
  /** Each of these within one packet's time, a second apart. */
  const together = (...packets: readonly (readonly string[])[]) =>
    captured((text) =>
      text.replace(/== adverts\n[^=]*/, `== adverts\n${packets.flatMap((all, at) => all.map((each) => `${at}.0001 ${each}\n`)).join("")}`),
    ).fields["shared"];
  const from = (source: string, address = "192.0.2.100", id = 51): string =>
    `eth1 in ${source} 224.0.0.18 255 2 ${id} 150 100 none ${address}`;
  const [A, B] = ["192.0.2.11", "192.0.2.12"];

  it("is two at once where they come by turns or list different addresses, and not where one makes way for the other", () => {
    expect(of(from(A), from(A), from(B), from(B))).toBe(0);
    expect(of(from(A), from(B), from(A), from(B))).toBe(1);
    expect(of(from(A), from("192.0.2.13", "192.0.2.200"))).toBe(1);
    expect(of(from(A), from("192.0.2.13", "192.0.2.200", 52), from(A))).toBe(0);
  });

  it("tells neither an id that IPv4 and IPv6 have in common nor one on another interface", () => {
    expect(of(from(A), "eth1 in fe80::1 ff02::12 255 3 51 150 100 none fe80::100", from(A))).toBe(0);
    expect(of(from(A), from("198.51.100.7", "198.51.100.100").replace("eth1", "eth2"), from(A))).toBe(0);
  });

  it("are two on the far side of a bridge and of a card, and on a VLAN only those of that VLAN", () => {
    const bridged = read("advertSenders", "linux-6.18-two-senders-by-bridges.txt");
    expect(fieldsOf(bridged)).toMatchObject({ senders: 2, shared: 1 });
    expect(rowsOf(bridged, "senders")).toMatchObject({ "br0 vrid 51": { shared: true } });
    const on = (vlan: string, source: string, address: string): readonly string[] =>
      ["eth1", vlan].map((place) => from(source, address).replace("eth1", place));
    const both = [...on("eth1.100", A, "192.0.2.100"), ...on("eth1.200", "198.51.100.7", "198.51.100.100")];
    expect(together(both, both)).toBe(0);
    expect(together(on("eth1.100", A, "192.0.2.100"), on("eth1.100", B, "192.0.2.200"))).toBe(1);
    // By an interface of its own above the card, where nobody else is heard.
    const own = ["vrrp51", "eth1"].map((place) => from(B).replace("eth1 in", `${place} out`));
    expect(together([from(A)], own, [from(A)], own)).toBe(1);
  });

  // Anybody on the network can send adverts, each from another address.
  it.each(["advertSenders", "adverts"] as const)("%s tells thousands of senders as fast as it can read them", (id) => {
    const flood = Array.from({ length: 20_000 }, (_, n) => {
      const [high, low] = [Math.floor(n / 250), n % 250];
      return `${(n / 1_000).toFixed(4)} vlan${n} in 10.0.${high}.${low} 224.0.0.18 255 2 51 150 100 none 10.1.${high}.${low}\n`;
    });
    const text = recording("advertSenders", "linux-6.18-two-pairs.txt").stdout.replace(
      /== adverts\n[^=]*/,
      `== adverts\n${flood.join("")}`,
    );
    let reading: unknown;
    expect(cpuMs(() => (reading = parse(id, 0, output(text))))).toBeLessThan(1_000);
    expect(reading).toMatchObject({ fields: { senders: 20_000 } });
  });

  it("is unknown where too little was heard to tell", () => {
    expect(of(from(A), from(B))).toEqual(why("a longer window"));
    expect(of()).toEqual(why("no router sent an advert"));
    expect(of(from(A))).toBe(0);
  });

  it("is unknown where the capture lost packets, unless two were seen", () => {
    const lossy = (text: string): string => text.replace(/(== capture\n\S+) 0 /, "$1 7 ");
    expect(captured((text) => lossy(only("192.0.2.11")(text))).fields["shared"]).toEqual(why("lost packets"));
    expect(captured(lossy).fields["shared"]).toBe(1);
  });
});

describe("a virtual address", () => {
  const router = glance("debian12.txt", (text) => text.replace("== vrrp\n0", "== vrrp\n1"));
  const points = (on: Reading, answer: Reading | Failure) =>
    derive(
      "signs",
      given(
        of(ONE, { ...still, links: window({ carrierChanges: 0 }), glance: { before: on, after: on }, advertSenders: { once: answer } }),
      ),
    ).fields["virtualAddress"];

  it("is in trouble where two routers send adverts for its id", () => {
    expect(points(router, captured())).toBe(9);
    expect(points(router, captured(only("192.0.2.11")))).toBe(0);
  });

  it("is not excluded on a router that could not listen, and is on a host that is none", () => {
    const denied: Failure = { kind: "denied", stderr: "" };
    expect(points(router, denied)).toEqual(why("permission denied"));
    expect(points(idle, denied)).toBe(0);
  });

  it("of IPv6 alone is told where its adverts are heard: its socket is in another list", () => {
    expect(points(idle, captured())).toBe(9);
  });
});
