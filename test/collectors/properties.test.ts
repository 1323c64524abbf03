import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CollectorId, collectors, parse } from "#collectors";
import { decimal, fraction, hex32, sum } from "#collectors/number.ts";
import { exactJson, whole } from "#collectors/json.ts";
import { isParseFailure } from "#collectors/failure.ts";
import type { Reading, Value } from "#machines/contract/index.ts";
import { fieldsOf, isReading, output, recordingsOf } from "./recording.ts";

const ids = Object.keys(collectors) as CollectorId[];

function valuesOf(reading: Reading): readonly (readonly [string, Value])[] {
  const rows = Object.values(reading.tables ?? {}).flat();
  return [reading.fields, ...rows].flatMap((fields) => Object.entries(fields));
}

/** A number is finite, exact enough and not negative, or it is unknown for a reason. */
function expectSound(reading: Reading): void {
  for (const [name, value] of valuesOf(reading)) {
    if (typeof value === "number")
      expect(Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER, `${name} = ${value}`).toBe(true);
    else if (typeof value === "object") expect(value.unknown, name).toMatch(/\S/);
    else expect(["string", "boolean"], name).toContain(typeof value);
  }
}

describe.each(ids)("%s", (id) => {
  const recordings = recordingsOf(id);

  it("answers any text with a sound reading or a failure, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom(...collectors[id].ways.keys()), (stdout, way) => {
        const result = parse(id, way, output(stdout));
        if (isReading(result)) expectSound(result);
      }),
      { numRuns: 200 },
    );
  });

  it("answers a damaged recording with a sound reading or a failure", () => {
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(40),
      text: fc.oneof(
        fc.constantFrom("", "-1", "NaN", "-", "18446744073709551616", "\n", "\t", " ", "0x10", "1e9", "\0", "== end\n"),
        fc.string({ maxLength: 8 }),
      ),
      of: fc.constantFrom(...recordings),
    });
    fc.assert(
      fc.property(damage, ({ at, length, text, of }) => {
        const start = Math.floor(at * of.stdout.length);
        const stdout = of.stdout.slice(0, start) + text + of.stdout.slice(start + length);
        const result = parse(id, of.way, output(stdout));
        if (isReading(result)) expectSound(result);
      }),
      { numRuns: 400 },
    );
  });

  it("does not take a recording that was cut for a whole one", () => {
    for (const { stdout, way, file } of recordings) {
      const whole = parse(id, way, output(stdout));
      if (!isReading(whole)) continue;
      for (let cut = 0; cut < 20; cut += 1) {
        const kept = stdout.slice(0, Math.floor((stdout.length * cut) / 20));
        // Only the last newline is gone: the closing line is there.
        if (kept.trimEnd() === stdout.trimEnd()) continue;
        const result = parse(id, way, output(kept));
        // Only outputs without a closing line of their own (tc, conntrack -S) can be cut unnoticed; the transport's trailer and byte count guard those.
        // Ping is whole with its summary.
        const known = isReading(result) && Object.values(result.fields).some((value) => typeof value !== "object");
        if (known) expect(["qdisc", "conntrack", "ping"], file).toContain(id);
      }
    }
  });
});

describe("order does not matter", () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(1000), fc.nat(1000));

  it("sums softnet rows whatever their order", () => {
    const text = (rows: readonly (readonly [number, ...number[]])[]) =>
      `== /proc/net/softnet_stat\n${rows.map(([cpu, ...values]) => softnetLine(cpu, values)).join("\n")}\n== /sys/devices/system/cpu/online\n0\n== end\n`;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.nat(), (rows, turn) => {
        const numbered = rows.map((values, cpu) => [cpu, ...values] as const);
        const turned = [...numbered.slice(turn % rows.length), ...numbered.slice(0, turn % rows.length)];
        const [one, other] = [numbered, turned].map((list) => fieldsOf(parse("softnet", 0, output(text(list)))));
        expect(other).toEqual(one);
        expect(one?.["processed"]).toBe(rows.reduce((total, [processed]) => total + processed, 0));
      }),
      { numRuns: 100 },
    );
  });

  it("sums conntrack rows whatever their order", () => {
    const text = (rows: readonly (readonly [number, number, number])[]) =>
      rows.map(([cpu, found, drop]) => `cpu=${cpu} found=${found} drop=${drop}\n`).join("");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 }), (pairs) => {
        const rows = pairs.map(([found, drop], cpu) => [cpu, found, drop] as const);
        expect(fieldsOf(parse("conntrack", 0, output(text(rows.toReversed()))))).toEqual(
          fieldsOf(parse("conntrack", 0, output(text(rows)))),
        );
      }),
    );
  });
});

function softnetLine(cpu: number, [processed = 0, dropped = 0, squeezed = 0]: readonly number[]): string {
  return [processed, dropped, squeezed, 0, 0, 0, 0, 0, 0, 0, 0, 0, cpu, 0, 0].map((value) => value.toString(16).padStart(8, "0")).join(" ");
}

describe("numbers", () => {
  it("reads any 64-bit number exactly or calls it too large, and refuses the rest", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const read = decimal(String(value), "x");
        expect(typeof read === "number" ? BigInt(read) === value : value > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
        const json = whole(exactJson(String(value), "x"), "x");
        expect(json).toEqual(read);
      }),
    );
    for (const text of ["-1", "1.5", "", " 1", "1e3", "0x1", "NaN", "Infinity", "18446744073709551616", undefined])
      expect(() => decimal(text, "x")).toThrow(expect.toSatisfy(isParseFailure));
    for (const text of ["100000000", "-1", "", "xyz", undefined]) expect(() => hex32(text, "x")).toThrow(expect.toSatisfy(isParseFailure));
    for (const text of ["-0.5", "nan", "", "1e3", undefined]) expect(() => fraction(text, "x")).toThrow(expect.toSatisfy(isParseFailure));
    for (const text of ["-1", "1.5", '"1"', "null", "1e400", "[1]"])
      expect(() => whole(exactJson(text, "x"), "x")).toThrow(expect.toSatisfy(isParseFailure));
  });

  it("does not sum past an unknown, nor past what is exact", () => {
    expect(sum([1, { unknown: "why" }, 2], "x")).toEqual({ unknown: "why" });
    expect(sum([Number.MAX_SAFE_INTEGER, 1], "x")).toEqual({ unknown: "too large to be exact" });
    expect(sum([], "x")).toBe(0);
  });
});
