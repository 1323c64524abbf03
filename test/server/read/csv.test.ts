import { describe, expect, test } from "vitest";
import { cell } from "#server/read/csv.ts";
import { cpuMs } from "../../fuzz/long.ts";

describe("a cell of a table", () => {
  test("is text to a spreadsheet, whatever somebody called it", () => {
    expect(["=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "\n=1", " =1", "\uff1d1"].map(cell)).toEqual([
      ..."'=1+1 '@SUM(A1) '+1 '-1".split(" "),
      "'\t'=1",
      "\"'\n'=1\"",
      "' =1",
      "'\uff1d1",
    ]);
  });

  test("is text where cells end at a semicolon, too", () => {
    expect(cell('slow; =HYPERLINK("http://x")')).toBe('"slow;\' =HYPERLINK(""http://x"")"');
    expect(cell('slow;"=1+1"')).toBe('"slow;\'""=1+1"""');
  });

  test("is written as fast whatever it holds", () => {
    for (const text of ["\t", ";", "\n'", ' "']) expect(cpuMs(() => cell(text.repeat(100_000)))).toBeLessThan(500);
    expect(cell(`${";".repeat(3)}=1 a;b=1`)).toBe(";;;'=1 a;b=1");
  });

  test("stays as it is where it says nothing to one", () => {
    expect([null, -5, "net-2 cmp=7; see a-b", 'say "no", twice'].map(cell)).toEqual([
      "",
      "-5",
      "net-2 cmp=7; see a-b",
      '"say ""no"", twice"',
    ]);
  });
});
