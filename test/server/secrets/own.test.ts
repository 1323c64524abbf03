import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { OWN_PATTERNS_VARIABLE, ownPatterns, patternsIn } from "#server/secrets/own.ts";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";

const tokens = tokensOf(Buffer.alloc(32, 7));
const scannerFor = (text: string) =>
  scannerOf(
    tokens,
    patternsIn(text).map(({ family }) => family),
  );
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const PATTERNS = String.raw`
# an organisation's own
customer  K-\d\d\d\d\d
licence   X-Acme-Licence: *
ticket    ÄCME#\w\w
star      rate\*\d
`;

describe("an organisation's own patterns", () => {
  const scanner = scannerFor(PATTERNS);

  it.each([
    ["volume of K-48213, full", "customer", "K-48213"],
    ["X-Acme-Licence: 77f-ab/9 next=1", "licence", "77f-ab/9"],
    ['x "X-Acme-Licence: two words"', "licence", "two"],
    ["see ÄCME#a7.", "ticket", "ÄCME#a7"],
    ["rate*4", "star", "rate*4"],
  ])("are found beside the others: %s", (line, kind, secret) => {
    const scanned = scanner.text(line);
    expect(scanned).not.toContain(secret);
    expect(scanned).toContain(`⟨secret:${kind}:`);
    expect(scanned.split(/⟨[^⟩]*⟩/)).toEqual(line.split(secret));
    expect(scannerOf(tokens).text(line)).toBe(line);
  });

  it.each(["K-482130", "XK-48213", "K-4821", "X-Acme-Licence:77f", "rate44", "ACME#a7"])("leave alone: %s", (line) =>
    expect(scanner.text(line)).toBe(line),
  );

  it("leave what is found without them as it is", () => {
    expect(scanner.text("auth_pass hunter22 K-11111")).toMatch(/^auth_pass ⟨secret:auth_pass:.{8}⟩ ⟨secret:customer:.{8}⟩$/);
  });

  it.each([
    [String.raw`customer`, /line 1: a kind, a space and a pattern/],
    [String.raw`Customer K-1234`, /line 1: "Customer" is no kind/],
    ["\n# x\ncustomer (a+)+$\ncustomer *", /line 4: it takes 4 characters/],
    [String.raw`customer \d\d\d\d`, /2 in a row that are text/],
    [String.raw`customer a\dc\d`, /2 in a row that are text/],
    ["customer ab*", /it takes 4 characters/],
    [String.raw`customer abc*def`, /\* stands at the end only/],
    [String.raw`customer abc\s`, /\\s is nothing/],
    ["customer abc\\", /a \\ at the end/],
    [`customer ${"a".repeat(201)}`, /201 characters; 200 are the most/],
    [Array.from({ length: 201 }, (_, n) => `c abc${n}`).join("\n"), /201 patterns; 200 are the most/],
  ])("are refused with the line that is wrong: %s", (text, why) => expect(() => patternsIn(text)).toThrow(why));

  it("have nothing that repeats: what would be an expression is text as it stands", () => {
    const plain = scannerFor("evil (a+)+$|.{1,9}[b-z]?");
    expect(plain.text("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")).toBe("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    expect(plain.text("x (a+)+$|.{1,9}[b-z]? y")).toMatch(/^x ⟨secret:evil:.{8}⟩ y$/);
  });

  // The longest there can be, and texts that nearly fit at each of their letters.
  it.each([
    [`a${"aa".repeat(99)}b`, "a"],
    [`aaa${String.raw`\w`.repeat(98)}`, "a"],
    [String.raw`aaaa\d*`, "a"],
    ["aaaa*", "aaaa "],
  ])("take time in proportion to the text: %.12s… on %j", (pattern, unit) => {
    const hostile = scannerFor(Array.from({ length: 20 }, () => `k ${pattern}`).join("\n"));
    const fastest = (bytes: number): number => {
      const data = Buffer.alloc(bytes, unit);
      const times = Array.from({ length: 3 }, () => {
        const begun = process.cpuUsage();
        hostile.bytes(data);
        const { user, system } = process.cpuUsage(begun);
        return user + system;
      });
      return Math.min(...times);
    };
    const [one, eight] = [fastest(4_096), fastest(8 * 4_096)];
    // What is quadratic takes 64 times as long.
    expect(eight).toBeLessThan(24 * Math.max(one, 1_000));
  });

  it("come from a file, and a server with a wrong one does not start", () => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-own-"));
    folders.push(folder);
    const file = join(folder, "redact");
    writeFileSync(file, PATTERNS);
    expect(ownPatterns({ [OWN_PATTERNS_VARIABLE]: file }).map(({ kind }) => kind)).toEqual(["customer", "licence", "ticket", "star"]);
    expect(ownPatterns({})).toEqual([]);
    expect(() => ownPatterns({ [OWN_PATTERNS_VARIABLE]: join(folder, "none") })).toThrow(/CULPRIT_REDACT_FILE, .*none: ENOENT/);
    writeFileSync(file, "x");
    expect(() => ownPatterns({ [OWN_PATTERNS_VARIABLE]: file })).toThrow(/CULPRIT_REDACT_FILE, .*: line 1/);
  });
});
