import { describe, expect, it } from "vitest";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";
import { HOSTILE } from "./hostile.ts";

const scanner = scannerOf(tokensOf(Buffer.alloc(32, 7)));
const LEAST_BYTES = 16_384;

/** The shortest of some: what else the machine does only adds. */
function fastest(data: Buffer): number {
  const times = Array.from({ length: 5 }, () => {
    const begun = process.cpuUsage();
    scanner.bytes(data);
    const { user, system } = process.cpuUsage(begun);
    return user + system;
  });
  return Math.min(...times);
}

describe("scanning takes time in proportion to what is scanned", () => {
  it.each(HOSTILE)("%j again and again", (unit) => {
    const of = (bytes: number): Buffer => Buffer.from(unit.repeat(Math.ceil(bytes / unit.length)));
    const [one, eight] = [fastest(of(LEAST_BYTES)), fastest(of(8 * LEAST_BYTES))];
    // What is quadratic takes 64 times as long; below a millisecond the clock is too coarse to divide by.
    expect(eight).toBeLessThan(24 * Math.max(one, 1_000));
  });
});

describe("a secret that does not end", () => {
  const LENGTH = 24_000_000;
  it.each([
    ["a word", "password=", "a"],
    ["a quoted text", 'password="', "a"],
    ["a word of escapes", "password=", "\\a"],
    ["a hash", "$6$", "ab$"],
    ["a header", "Bearer ", "ab"],
    ["a key of IPsec", "\tenc cbc(aes) 0x", "ab"],
  ])("is taken out whole: %s of 24 MB on one line", (_what, before, unit) => {
    const data = Buffer.alloc(LENGTH, unit);
    data.write(before, 0, "latin1");
    data.write("\nlast\n", LENGTH - 6, "latin1");
    const scanned = scanner.bytes(data).toString();
    expect(scanned.length).toBeLessThan(200);
    expect(scanned.endsWith("last\n")).toBe(true);
  });
});
