import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnknown, type FieldSpec, type Taken } from "#machines/contract/index.ts";
import { changeBetween } from "#machines/evidence/delta.ts";
import { bootId } from "./patient.ts";

const at = (uptimeSeconds: number | null, boot: string | null = bootId): Taken => ({ bootId: boot, uptimeSeconds });
const counter = (bits: 32 | 64): FieldSpec => ({ kind: "counter", bits, unit: "packets", about: "" });
const change = (values: readonly [number, number], bits: 32 | 64, taken: readonly [Taken, Taken] = [at(1), at(2)]) =>
  changeBetween({ value: values[0], taken: taken[0] }, { value: values[1], taken: taken[1] }, { name: "dropped", spec: counter(bits) });

describe("the change of a counter", () => {
  it("is after minus before", () => expect(change([5, 12], 64)).toBe(7));
  it("goes on through a wrap of 32 bits", () => expect(change([2 ** 32 - 3, 4], 32)).toBe(7));

  it.each([
    ["a 64-bit counter that fell", change([12, 5], 64), "reset"],
    ["a 32-bit counter that fell by more than a wrap explains", change([3_000_000_000, 2_000_000_000], 32), "reset"],
    ["a reboot between the two", change([5, 12], 64, [at(900, "a"), at(1000, "b")]), "rebooted"],
    ["an uptime that went back", change([5, 12], 64, [at(900), at(10)]), "uptime went back"],
    ["an uptime that was not read", change([5, 12], 64, [at(null), at(10)]), "put in order"],
  ])("is unknown after %s", (_, value, why) => {
    expect(isUnknown(value) && value.unknown).toContain(why);
  });

  it("stays unknown when one side is", () => {
    expect(
      changeBetween({ value: { unknown: "denied" }, taken: at(1) }, { value: 3, taken: at(2) }, { name: "x", spec: counter(64) }),
    ).toEqual({ unknown: "denied" });
  });

  it("of a gauge may fall", () => {
    expect(
      changeBetween(
        { value: 9, taken: at(1) },
        { value: 3, taken: at(2) },
        { name: "count", spec: { kind: "gauge", unit: "", about: "" } },
      ),
    ).toBe(-6);
  });

  it("is never negative, whatever a counter shows", () => {
    const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(u32, u32, fc.constantFrom<32 | 64>(32, 64), (before, after, bits) => {
        const value = change([before, after], bits);
        expect(isUnknown(value) || (typeof value === "number" && value >= 0)).toBe(true);
      }),
    );
  });

  it("gives back what was added within one wrap", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 31 }), (start, added) => {
        expect(change([start, (start + added) % 2 ** 32], 32)).toBe(added);
      }),
    );
  });
});
