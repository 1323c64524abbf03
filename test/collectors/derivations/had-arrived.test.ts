import { expect, it } from "vitest";
import { hadArrived } from "#collectors/rateLimits/had-arrived.ts";
import { type Reading, unknown } from "#machines/contract/value.ts";

type Fields = Reading["fields"];
const SEGMENT = 1_448;
const reading = (fields: Fields): Reading => ({ fields, tables: {} });
const sender = (fields: Fields = {}) => reading({ retransPercent: 10, segmentBytes: SEGMENT, mssBytes: SEGMENT, ...fields });
/** 1,000 segments came in, 100 of which were sent again; of so many the first had come as well. */
const receiver = (twice: number, fields: Fields = {}) =>
  reading({ segmentsIn: 1_000, bytesIn: (1_000 - twice) * SEGMENT, heldBytes: 0, ...fields });

it("segments that came in beyond what was taken in were there already, or were refused for their checksum", () => {
  expect(hadArrived(sender(), receiver(0))).toBe(0);
  expect(hadArrived(sender(), receiver(80))).toBeCloseTo(80);
  expect(hadArrived(sender(), receiver(100))).toBeCloseTo(100);
});

it("what waits for a gap to be filled was not sent twice", () => {
  expect(hadArrived(sender(), receiver(80, { heldBytes: 60 * SEGMENT }))).toBeCloseTo(20);
  expect(hadArrived(sender(), receiver(30, { heldBytes: 60 * SEGMENT }))).toBe(0);
});

it("is known only where both ends count, their segments are full, and enough was sent again", () => {
  const why = { unknown: expect.any(String) as string };
  expect(hadArrived(null, receiver(80))).toEqual(why);
  expect(hadArrived(sender(), null)).toEqual(why);
  expect(hadArrived(sender({ segmentBytes: unknown("old ss") }), receiver(80))).toEqual(why);
  expect(hadArrived(sender(), receiver(80, { bytesIn: unknown("one look") }))).toEqual(why);
  expect(hadArrived(sender({ segmentBytes: 700 }), receiver(80))).toEqual(why);
  expect(hadArrived(sender({ retransPercent: 0.1 }), receiver(80))).toEqual(why);
});
