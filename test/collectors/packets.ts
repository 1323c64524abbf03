import { execFileSync } from "node:child_process";

export const [A, B] = ["10.1.0.11", "10.1.0.12"];
export const [A6, B6] = ["fd00:1::11", "fd00:1::12"];

export const word = (value: number): string => value.toString(16).padStart(4, "0");
export const v4 = (address: string): string =>
  address
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
export const v6 = (address: string): string => {
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

export const ip4 = (
  from: string,
  to: string,
  more: { readonly protocol: number; readonly flags?: number; readonly size?: number },
): string =>
  `4500${word(more.size ?? 1_400)}0000${word(more.flags ?? 0)}40${more.protocol.toString(16).padStart(2, "0")}0000${v4(from)}${v4(to)}`;
export const ip6 = (from: string, to: string, more: { readonly protocol: number; readonly size?: number }): string =>
  `60000000${word((more.size ?? 1_400) - 40)}${more.protocol.toString(16).padStart(2, "0")}40${v6(from)}${v6(to)}`;
/** Not from 49152, which tcpdump takes for another protocol's port. */
export const udp = (port: number): string => `c123${word(port)}05000000`;
export const ethernet = (type: number, tag = ""): string => `fa163e7be04dfa163e3f2a91${tag}${word(type)}`;
export const inner4 = ip4(A, B, { protocol: 1, flags: 0x4000 }) + "0800f7ff00000000";
export const inner6 = ip6(A6, B6, { protocol: 58 }) + "80000000";
export const [OUT4, OUT6] = [["10.20.0.12", "10.20.0.13"] as const, ["2001:db8::12", "2001:db8::13"] as const];

const framed = ethernet(0x0800) + inner4;
const options = "01028001" + "00010002".repeat(5);
/** The two addresses inside each tunnel that there is, and a router's word about one. */
export const PLAIN = [
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
/** The same with IPv6 inside. */
export const SIX = PLAIN.map((hex) => hex.replace(framed, ethernet(0x86dd) + inner6).replace(inner4, inner6)).filter((hex) =>
  hex.includes(inner6),
);

/** These packets as tcpdump reads them of its standard input: pcap(5), link type RAW (101), the beginning of what went by. */
export function pcapOf(packets: readonly string[]): Buffer {
  const u32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer);
  const head = Buffer.concat([u32(0xa1b2c3d4), Buffer.from([2, 0, 4, 0]), u32(0), u32(0), u32(65_535), u32(101)]);
  const records = packets.map((hex) => {
    const bytes = Buffer.from(hex, "hex");
    return Buffer.concat([u32(0), u32(0), u32(bytes.length), u32(bytes.length + 1_400), bytes]);
  });
  return Buffer.concat([head, ...records]);
}

/** How many of them a shell script's filter $f takes, where $1 and $2 are the two addresses. */
export function taken(packets: readonly string[], pair: readonly [string, string], filter: string): number {
  const script = `${filter}\ntcpdump -nn -t -q -r - "$f" 2>/dev/null | { grep -c '^[^[:space:]]' || :; }`;
  return Number(execFileSync("sh", ["-c", script, "filter", ...pair], { input: pcapOf(packets) }).toString());
}
