import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnOf } from "#server/pseudonyms/address.ts";
import { flipped } from "#server/pseudonyms/flip.ts";
import { turnedEnd } from "#server/pseudonyms/mac.ts";

const turn = turnOf(Buffer.alloc(32, 7));
const other = turnOf(Buffer.alloc(32, 8));
const quad = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
const sixteen = fc.array(fc.nat(255), { minLength: 16, maxLength: 16 });

/** In how many of their first bits two addresses agree. */
function agreeing(a: readonly number[], b: readonly number[]): number {
  const bits = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const [one, two] = [bits(a), bits(b)];
  const at = [...one].findIndex((bit, n) => bit !== two[n]);
  return at < 0 ? one.length : at;
}

describe("addresses as others", () => {
  // The sample trace of the authors' own program, with its key.
  it("are those of Crypto-PAn where nothing is kept", () => {
    const bytes = Buffer.from([
      ...[21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16],
      ...[216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2],
    ]);
    const key = bytes.subarray(0, 16);
    // Its pad is the second half of the key, encrypted with the first.
    const pad = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false).update(bytes.subarray(16));
    const of = (text: string): string => flipped(text.split(".").map(Number), { key, pad }, []).join(".");
    expect(of("128.11.68.132")).toBe("135.242.180.132");
    expect(of("129.118.74.4")).toBe("134.136.186.123");
    expect(of("130.132.252.244")).toBe("133.68.164.234");
  });

  it("agree in as many bits as the addresses did, in IPv4 and up to the interface's part in IPv6", () => {
    fc.assert(
      fc.property(quad, quad, fc.nat(32), (a, b, shared) => {
        const near = a.map((byte, at) => (at * 8 + 8 <= shared ? byte : (b[at] ?? 0)));
        expect(agreeing(turn.bytes4(a), turn.bytes4(near))).toBe(agreeing(a, near));
      }),
      { seed: 5, numRuns: 300 },
    );
    fc.assert(
      fc.property(sixteen, sixteen, fc.nat(64), (a, b, shared) => {
        const near = a.map((byte, at) => (at * 8 + 8 <= shared ? byte : (b[at] ?? 0)));
        fc.pre(agreeing(a, near) < 64);
        expect(agreeing(turn.bytes6(a), turn.bytes6(near))).toBe(agreeing(a, near));
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it("stay what they are: private, loopback, link-local, multicast, a mask, a network", () => {
    for (const kept of ["0.0.0.0", "127.0.0.1", "169.254.169.254", "224.0.0.18", "255.255.255.0", "255.255.255.255"])
      expect(turn.v4(kept)).toBe(kept);
    for (const kept of ["::", "::1", "ff02::1", "ff02::12"]) expect(turn.v6(kept)).toBe(kept);
    expect(turn.v4("10.1.2.3")).toMatch(/^10\./);
    expect(turn.v4("192.168.7.9")).toMatch(/^192\.168\./);
    expect(turn.v4("10.0.0.0", 8)).toBe("10.0.0.0");
    expect(turn.v4("10.1.2.0", 24)).toMatch(/^10\.\d+\.\d+\.0$/);
    expect(turn.v6("2001:db8:1:2::", 64)).toMatch(/^[23][0-9a-f]{3}:[0-9a-f:]+::$/);
    expect(turn.v6("fe80::1")).toMatch(/^fe80::/);
    fc.assert(
      fc.property(quad, (a) => {
        const isPrivate = (bytes: readonly number[]): boolean =>
          bytes[0] === 10 || (bytes[0] === 192 && bytes[1] === 168) || (bytes[0] === 172 && (bytes[1] ?? 0) >> 4 === 1);
        expect(isPrivate(turn.bytes4(a))).toBe(isPrivate(a));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("are others, under another key others again, and under the same key the same", () => {
    expect(turn.v4("198.51.100.7")).not.toBe("198.51.100.7");
    expect(turn.v4("198.51.100.7")).not.toBe(other.v4("198.51.100.7"));
    expect(turn.v4("198.51.100.7")).toBe(turnOf(Buffer.alloc(32, 7)).v4("198.51.100.7"));
    expect(turn.v6("::ffff:198.51.100.7")).toBe(`::ffff:${turn.v4("198.51.100.7")}`);
  });

  it("of cards have the same maker; a guest and its tap, and an address made of a card's, still belong together", () => {
    const mac = turn.mac("fa:16:3e:3f:2a:91") ?? "";
    expect(mac).toMatch(/^fa:16:3e:/);
    expect(mac).not.toBe("fa:16:3e:3f:2a:91");
    expect(turn.mac("fe:16:3e:3f:2a:91")?.slice(2)).toBe(mac.slice(2));
    expect(turn.mac("FA-16-3E-3F-2A-91")).toBe(mac.toUpperCase().replaceAll(":", "-"));
    expect(turn.mac("02:00:00:00:00:02")).toMatch(/^[0-9a-f:]+$/u);
    const [, , , d, e, f] = mac.split(":");
    expect(turn.v6("2001:db8::f816:3eff:fe3f:2a91")).toMatch(
      new RegExp(`:f816:3eff:fe${d}:0*${e === "00" ? "" : Number.parseInt(e ?? "", 16).toString(16)}${f}$`),
    );
    for (const kept of ["ff:ff:ff:ff:ff:ff", "01:80:c2:00:00:02", "00:00:5e:00:01:33", "33:33:00:00:00:01", "00:00:00:00:00:00"])
      expect(turn.mac(kept)).toBe(kept);
    const ends = new Set(Array.from({ length: 400 }, (_, n) => turnedEnd([n & 3, n >> 2, 255 - (n & 255)], Buffer.alloc(32, 7)).join(".")));
    expect(ends.size).toBe(400);
  });
});
