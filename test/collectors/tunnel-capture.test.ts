import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { FILTER, LATER, LIMIT_LATER } from "#collectors/tunnelCapture/script.ts";
import { A, A6, B, B6, ethernet, inner4, inner6, ip4, ip6, OUT4, OUT6, PLAIN, SIX, taken, udp, word } from "./packets.ts";
import { fieldsOf, output, rowsOf } from "./recording.ts";

const capture = (hex: string, [source, target]: readonly [string, string] = [A, B]) =>
  parse("tunnelCapture", 0, output(`CULPRIT-ARMED\neth1 Out ${hex}\ncaptured 1\ndropped 0\nend\n`, { args: { source, target } }));
const seen = (hex: string, pair?: readonly [string, string]) => fieldsOf(capture(hex, pair));

describe("a packet inside a tunnel", () => {
  it.each([
    ["gre", ip4(...OUT4, { protocol: 47 }) + "00006558" + ethernet(0x0800) + inner4, 38],
    ["gre with key", ip4(...OUT4, { protocol: 47 }) + "2000655800000001" + ethernet(0x0800) + inner4, 42],
    ["gre, without Ethernet", ip4(...OUT4, { protocol: 47 }) + "00000800" + inner4, 24],
    ["vxlan", ip4(...OUT4, { protocol: 17 }) + udp(4789) + "0800000000000100" + ethernet(0x0800) + inner4, 50],
    ["vxlan", ip4(...OUT4, { protocol: 17 }) + udp(4789) + "0800000000000100" + ethernet(0x0800, "8100000a") + inner4, 54],
    ["vxlan-gpe, without Ethernet", ip4(...OUT4, { protocol: 17 }) + udp(4790) + "0c00000100000100" + inner4, 36],
    ["geneve", ip4(...OUT4, { protocol: 17 }) + udp(6081) + "0000655800000100" + ethernet(0x0800) + inner4, 50],
    [
      "geneve with 8 bytes of options",
      ip4(...OUT4, { protocol: 17 }) + udp(6081) + "0240655800000100" + "0102800100010002" + ethernet(0x0800) + inner4,
      58,
    ],
    ["ipip", ip4(...OUT4, { protocol: 4 }) + inner4, 20],
    ["gre with key over IPv6", ip6(...OUT6, { protocol: 47 }) + "2000655800000001" + ethernet(0x0800) + inner4, 62],
    ["vxlan over IPv6", ip6(...OUT6, { protocol: 17 }) + udp(4789) + "0800000000000100" + ethernet(0x0800) + inner4, 70],
    // A tunnel of the kernel says how deep it may be nested: destination options of 8 bytes (RFC 2473 4.1.1).
    ["gre over IPv6", ip6(...OUT6, { protocol: 60 }) + "2f00040104010100" + "00006558" + ethernet(0x0800) + inner4, 66],
    ["ipip over IPv6", ip6(...OUT6, { protocol: 4 }) + inner4, 40],
  ])("%s costs what stands before it", (encapsulation, hex, overhead) => {
    expect(seen(hex)).toMatchObject({ wrappedOut: 1, encapsulation, overhead });
  });

  it("may be IPv6 itself, between the two addresses alone: a capture compares half of each", () => {
    const hex = ip4(...OUT4, { protocol: 17 }) + udp(4789) + "0800000000000100" + ethernet(0x86dd) + inner6;
    expect(seen(hex, [A6, B6])).toMatchObject({ wrapped: 1, encapsulation: "vxlan", overhead: 50, largestInner: 1_400 });
    expect(seen(hex, ["fd00:2::11", "fd00:2::12"])).toMatchObject({ wrapped: 0 });
    expect(seen(ip4(...OUT4, { protocol: 41 }) + inner6, [A6, B6])).toMatchObject({ encapsulation: "ipip with IPv6 inside", overhead: 20 });
  });

  it("counts as a first fragment over IPv6, too, and a later one is nothing that can be read", () => {
    const fragment = (offset: number) =>
      ip6(...OUT6, { protocol: 44 }) + `2f00${word(offset)}0000abcd` + "00006558" + ethernet(0x0800) + inner4;
    expect(seen(fragment(1))).toMatchObject({ fragmentsOut: 1, handsOnDf: false, overhead: 66 });
    expect(seen(fragment(0x05a1))).toMatchObject({ wrapped: 0 });
    expect(seen(ip4(...OUT4, { protocol: 47, flags: 185 }) + "00006558" + ethernet(0x0800) + inner4)).toMatchObject({ wrapped: 0 });
  });
});

describe("the filter for inner addresses", () => {
  it.each([
    ["2000655800000001", "proto gre and (ip[54:4]=0x0a01000b or ip[58:4]=0x0a01000b)"],
    ["a00065580000000000000001", "proto gre and (ip[58:4]=0x0a01000b or ip[62:4]=0x0a01000b)"],
  ])("counts from what GRE carries: %s", (header, filter) => {
    expect(seen(ip4(...OUT4, { protocol: 47 }) + header + ethernet(0x0800) + inner4)["innerFilter"]).toBe(filter);
  });

  it("is for the port and the options that were seen, and for IPv6 on either side", () => {
    const old = ip4(...OUT4, { protocol: 17 }) + udp(8472) + "0800000000000100" + ethernet(0x0800) + inner4;
    expect(seen(old)["innerFilter"]).toBe("udp port 8472 and (ip[62:4]=0x0a01000b or ip[66:4]=0x0a01000b)");
    const outside = ip6(...OUT6, { protocol: 47 }) + "2000655800000001" + ethernet(0x0800) + inner4;
    expect(seen(outside)["innerFilter"]).toBe("ip6 proto gre and (ip6[74:4]=0x0a01000b or ip6[78:4]=0x0a01000b)");
    const inside = ip4(...OUT4, { protocol: 41 }) + inner6;
    expect(seen(inside, [A6, B6])["innerFilter"]).toMatch(
      /^proto 41 and \(\(ip\[28:4]=0xfd000001 and ip\[32:4]=0x00000000 and ip\[36:4]=0x00000000 and ip\[40:4]=0x00000011\) or /,
    );
  });
});

it("hears Packet Too Big as it hears Fragmentation Needed", () => {
  const refused = ip6("2001:db8::1", A6, { protocol: 58 }) + "02000000" + "00000500" + ip6(A6, B6, { protocol: 6 });
  const reading = capture(refused, [A6, B6]);
  expect(fieldsOf(reading)).toMatchObject({ refusalsOut: 1, wrapped: 0 });
  expect(Object.values(rowsOf(reading, "refusals"))).toEqual([
    expect.objectContaining({ mtu: 1_280, by: "2001:db8::1", about: "fd00:1::12" }),
  ]);
});

it.each(["fd00:20::11", "fd00:0:0:1::", "1:0:0:2::3", "::1"])("writes %s as every tool does", (address) => {
  const refused = ip6(address, A6, { protocol: 58 }) + "02000000" + "00000500" + ip6(A6, B6, { protocol: 6 });
  expect(Object.values(rowsOf(capture(refused, [A6, B6]), "refusals"))[0]).toMatchObject({ by: address });
});

describe("the filter that is made for a tunnel", () => {
  const inTunnels = PLAIN.filter((hex) => !hex.includes("0304000000000578"));

  it.each(inTunnels.map((hex, at) => [at, hex] as const))("takes the packet that it was made of, and no other tunnel's: %i", (at, hex) => {
    const filter = `f='${String(seen(hex)["innerFilter"])}'`;
    expect(taken([hex], [A, B], filter)).toBe(1);
    expect(taken([inTunnels[(at + 1) % inTunnels.length] ?? ""], [A, B], filter)).toBe(0);
    expect(taken([hex.replaceAll("0a01000b", "0a010063")], [A, B], filter)).toBe(0);
  });
});

describe("the filter of the capture", () => {
  it("takes these two addresses in every tunnel, whatever is outside, and nobody else's", () => {
    expect(taken(PLAIN, [A, B], FILTER)).toBe(PLAIN.length);
    expect(taken(PLAIN, [B, A], FILTER)).toBe(PLAIN.length);
    expect(taken(PLAIN, ["10.1.0.21", "10.1.0.22"], FILTER)).toBe(0);
  });

  it("takes IPv6 inside, and Packet Too Big about it", () => {
    const refused = ip6("2001:db8::1", A6, { protocol: 58 }) + "0200000000000500" + inner6;
    // Fragmentation Needed does not quote IPv6, and a VLAN tag's frame carries IPv4 in these.
    const wanted = [...SIX.filter((hex) => !hex.includes("0304000000000578") && !hex.includes("8100000a0800")), refused];
    expect(taken(wanted, [A6, B6], FILTER)).toBe(wanted.length);
    expect(taken(wanted, ["fd00:1::21", "fd00:1::22"], FILTER)).toBe(0);
  });
});

/** A fragment over IPv4, its offset in eights of bytes, and over IPv6, in bytes. */
interface Part {
  readonly at: number;
  readonly bytes: number;
  readonly more?: true;
}
const part4 = (id: number, { at, bytes, more }: Part): string => {
  const head = ip4(...OUT4, { protocol: 47, flags: at + (more === true ? 0x2000 : 0), size: 20 + bytes });
  return head.slice(0, 8) + word(id) + head.slice(12);
};
const begun4 = (id: number): string => part4(id, { at: 0, bytes: 1_480, more: true }) + "00006558" + ethernet(0x0800) + inner4;
const part6 = (id: string, { at, bytes, more }: Part): string =>
  ip6(...OUT6, { protocol: 44, size: 48 + bytes }) + `2f00${word(at + (more === true ? 1 : 0))}${id}`;
const begun6 = (id: string): string => part6(id, { at: 0, bytes: 1_448, more: true }) + "00006558" + ethernet(0x0800) + inner4;

const pieces = (lines: readonly string[], later: readonly [captured: string, dropped: string] = ["1", "0"]) =>
  fieldsOf(
    parse(
      "tunnelCapture",
      0,
      output([...lines, "captured 9", "dropped 0", `later-captured ${later[0]}`, `later-dropped ${later[1]}`, "end", ""].join("\n"), {
        args: { source: A, target: B },
      }),
    ),
  );

describe("later fragments", () => {
  const rest4 = part4(7, { at: 185, bytes: 14 });

  it("are those of the first one with the same id, and make it whole where none is missing", () => {
    const [two, three] = [`eth1 In ${begun4(7)}`, `eth1 In ${begun4(8)}`];
    const middle = part4(8, { at: 185, bytes: 1_480, more: true });
    const last = part4(8, { at: 370, bytes: 14 });
    expect(pieces([two, `later eth1 In ${rest4}`])).toMatchObject({ fragmentsIn: 1, begunIn: 1, wholeIn: 1, piecesIn: 2, wholeOut: 0 });
    expect(pieces([two, `later eth1 In ${part4(9, { at: 185, bytes: 14 })}`])).toMatchObject({ begunIn: 1, wholeIn: 0, piecesIn: 1 });
    expect(pieces([three, `later eth1 In ${last}`])).toMatchObject({ wholeIn: 0, piecesIn: 2 });
    expect(pieces([three, `later eth1 In ${last}`, `later eth1 In ${middle}`])).toMatchObject({ wholeIn: 1, piecesIn: 3 });
    // What left says nothing of what arrived.
    expect(pieces([two, `later eth1 Out ${rest4}`])).toMatchObject({ begunIn: 1, wholeIn: 0, begunOut: 0 });
  });

  it("are told apart by IPv6's own id", () => {
    const later = part6("0000beef", { at: 1_448, bytes: 30 });
    expect(pieces([`eth1 Out ${begun6("0000beef")}`, `later eth1 Out ${later}`])).toMatchObject({ begunOut: 1, wholeOut: 1 });
    expect(pieces([`eth1 Out ${begun6("0000cafe")}`, `later eth1 Out ${later}`])).toMatchObject({ begunOut: 1, wholeOut: 0 });
  });

  it("count once where a packet passes two interfaces, and are nobody's where an id comes twice on one", () => {
    const on = (link: string): readonly string[] => [`${link} In ${begun4(7)}`, `later ${link} In ${rest4}`];
    expect(pieces([...on("eth1"), ...on("bond0")])).toMatchObject({ fragmentsIn: 2, begunIn: 1, wholeIn: 1, piecesIn: 2 });
    const why = { unknown: expect.stringContaining("had the same id") as string };
    expect(pieces([...on("eth1"), `later eth1 In ${rest4}`])).toMatchObject({ begunIn: 1, wholeIn: why, piecesIn: why });
    expect(pieces([...on("eth1"), `eth1 In ${begun4(7)}`])).toMatchObject({ wholeIn: why, piecesIn: why });
  });

  it("are not known where some were lost, the limit was met, or nobody looked", () => {
    const lines = [`eth1 In ${begun4(7)}`];
    const unknown = (text: string) => ({ wholeIn: { unknown: expect.stringContaining(text) as string }, fragmentsIn: 1 });
    expect(pieces(lines, ["3", "1"])).toMatchObject(unknown("lost some"));
    expect(pieces(lines, [LIMIT_LATER, "0"])).toMatchObject(unknown("met its limit"));
    expect(capture(begun4(7))).toMatchObject({ fields: { wholeOut: { unknown: "later fragments were not captured" }, fragmentsOut: 1 } });
  });

  it("that go nobody knows where, as before tcpdump 4.99, neither left nor arrived", () => {
    const unsaid = { unknown: expect.stringContaining("does not say in which direction") as string };
    const lines = [`any - ${begun4(7)}`, `later any - ${rest4}`];
    expect(pieces(lines)).toMatchObject({
      wrapped: 1,
      fragmentsOut: unsaid,
      fragmentsIn: unsaid,
      begunIn: unsaid,
      wholeIn: unsaid,
      wholeOut: unsaid,
    });
    const refused = ip4("10.20.0.1", "10.20.0.12", { protocol: 1 }) + "0304000000000578" + inner4;
    expect(pieces([`any - ${refused}`])).toMatchObject({ refusalsIn: unsaid, refusalsOut: unsaid });
  });

  it("are taken of each tunnel, and nothing else", () => {
    const filter = `f='${LATER}'`;
    const wanted = [rest4, part4(8, { at: 185, bytes: 1_480, more: true }), part6("0000beef", { at: 1_448, bytes: 30 })].map(
      (hex) => hex + "00".repeat(40),
    );
    expect(taken(wanted, [A, B], filter)).toBe(3);
    const first = [begun4(7), begun6("0000beef"), ip4(...OUT4, { protocol: 6, flags: 185 }) + "00".repeat(40)];
    expect(taken(first, [A, B], filter)).toBe(0);
  });
});
