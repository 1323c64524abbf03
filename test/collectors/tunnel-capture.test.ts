import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { FILTER, LATER, LIMIT_LATER } from "#collectors/tunnelCapture/script.ts";
import { fieldsOf, output, rowsOf } from "./recording.ts";

const [A, B] = ["10.1.0.11", "10.1.0.12"];
const [A6, B6] = ["fd00:1::11", "fd00:1::12"];

const word = (value: number): string => value.toString(16).padStart(4, "0");
const v4 = (address: string): string =>
  address
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
const v6 = (address: string): string => {
  const [before = "", after = ""] = address.split("::");
  const [left, right] = [before, after].map((text) =>
    text
      .split(":")
      .filter(Boolean)
      .map((group) => group.padStart(4, "0")),
  );
  return [...(left ?? []), ...Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => "0000"), ...(right ?? [])].join(
    "",
  );
};

const ip4 = (from: string, to: string, more: { readonly protocol: number; readonly flags?: number; readonly size?: number }): string =>
  `4500${word(more.size ?? 1_400)}0000${word(more.flags ?? 0)}40${more.protocol.toString(16).padStart(2, "0")}0000${v4(from)}${v4(to)}`;
const ip6 = (from: string, to: string, more: { readonly protocol: number; readonly size?: number }): string =>
  `60000000${word((more.size ?? 1_400) - 40)}${more.protocol.toString(16).padStart(2, "0")}40${v6(from)}${v6(to)}`;
const udp = (port: number): string => `c000${word(port)}05000000`;
const ethernet = (type: number, tag = ""): string => `fa163e7be04dfa163e3f2a91${tag}${word(type)}`;
const inner4 = ip4(A, B, { protocol: 1, flags: 0x4000 }) + "0800f7ff00000000";
const inner6 = ip6(A6, B6, { protocol: 58 }) + "80000000";
const [OUT4, OUT6] = [["10.20.0.12", "10.20.0.13"] as const, ["2001:db8::12", "2001:db8::13"] as const];

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

/** What the filter that the script writes takes of these packets: pcap(5), link type RAW (101), read by tcpdump itself. */
function taken(packets: readonly string[], pair: readonly [string, string], filter = `${FILTER}\ntcpdump -nn -t -q -r - "$f"`): number {
  const u32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer);
  const head = Buffer.concat([u32(0xa1b2c3d4), Buffer.from([2, 0, 4, 0]), u32(0), u32(0), u32(65_535), u32(101)]);
  const records = packets.map((hex) => {
    const bytes = Buffer.from(hex, "hex");
    return Buffer.concat([u32(0), u32(0), u32(bytes.length), u32(bytes.length), bytes]);
  });
  const script = `${filter} 2>/dev/null | { grep -c '^[^[:space:]]' || :; }`;
  return Number(execFileSync("sh", ["-c", script, "filter", ...pair], { input: Buffer.concat([head, ...records]) }).toString());
}

describe("the filter of the capture", () => {
  const framed = ethernet(0x0800) + inner4;
  const options = "01028001" + "00010002".repeat(5);
  const plain = [
    ip4(...OUT4, { protocol: 47 }) + "00006558" + framed,
    ip4(...OUT4, { protocol: 47 }) + "b00065580000000000000001" + "00000001" + framed,
    ip4(...OUT4, { protocol: 17 }) + udp(4789) + "0800000000000100" + ethernet(0x0800, "8100000a") + inner4,
    ip4(...OUT4, { protocol: 17 }) + udp(6081) + "0640655800000100" + options + framed,
    ip4(...OUT4, { protocol: 4 }) + inner4,
    ip6(...OUT6, { protocol: 47 }) + "2000655800000001" + framed,
    ip6(...OUT6, { protocol: 17 }) + udp(6081) + "0640655800000100" + options + framed,
    ip6(...OUT6, { protocol: 60 }) + "2f00040104010100" + "00006558" + framed,
    ip6(...OUT6, { protocol: 44 }) + "1100000100000abc" + udp(4789) + "0800000000000100" + framed,
    ip4("10.20.0.1", "10.20.0.12", { protocol: 1 }) + "0304000000000578" + inner4,
  ];
  const six = plain
    .map((hex) => hex.replace(framed, ethernet(0x86dd) + inner6).replace(inner4, inner6))
    .filter((hex) => hex.includes(inner6));

  it("takes these two addresses in every tunnel, whatever is outside, and nobody else's", () => {
    expect(taken(plain, [A, B])).toBe(plain.length);
    expect(taken(plain, [B, A])).toBe(plain.length);
    expect(taken(plain, ["10.1.0.21", "10.1.0.22"])).toBe(0);
  });

  it("takes IPv6 inside, and Packet Too Big about it", () => {
    const refused = ip6("2001:db8::1", A6, { protocol: 58 }) + "0200000000000500" + inner6;
    // Fragmentation Needed does not quote IPv6, and a VLAN tag's frame carries IPv4 in these.
    const wanted = [...six.filter((hex) => !hex.includes("0304000000000578") && !hex.includes("8100000a0800")), refused];
    expect(taken(wanted, [A6, B6])).toBe(wanted.length);
    expect(taken(wanted, ["fd00:1::21", "fd00:1::22"])).toBe(0);
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
    const filter = `tcpdump -nn -t -q -r - '${LATER}'`;
    const wanted = [rest4, part4(8, { at: 185, bytes: 1_480, more: true }), part6("0000beef", { at: 1_448, bytes: 30 })].map(
      (hex) => hex + "00".repeat(40),
    );
    expect(taken(wanted, [A, B], filter)).toBe(3);
    const first = [begun4(7), begun6("0000beef"), ip4(...OUT4, { protocol: 6, flags: 185 }) + "00".repeat(40)];
    expect(taken(first, [A, B], filter)).toBe(0);
  });
});
