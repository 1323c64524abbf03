import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PICTURE_LIMITS } from "#machines/journal/picture.ts";
import { cleanPicture } from "#server/pictures/clean.ts";
import { orientationSegment } from "#server/pictures/orientation.ts";
import { PICTURES } from "./samples.ts";

const cleaned = (file: Buffer): Exclude<ReturnType<typeof cleanPicture>, { say: string }> => {
  const found = cleanPicture(file);
  if ("say" in found) throw new Error(found.say);
  return found;
};
const refused = (file: Buffer): string => {
  const found = cleanPicture(file);
  return "say" in found ? found.say : "taken";
};

const SECRET = "GPS 59.3293 18.0686 taken by Ada";

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, sum]);
}

const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff]), data]);

const inserted = (file: Buffer, at: number, part: Buffer): Buffer => Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);

/** Behind the header of a PNG. */
const AFTER_IHDR = 33;
const riff = (file: Buffer): Buffer => {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(copy.length - 8, 4);
  return copy;
};
const webpChunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};

describe("a picture that somebody sent", () => {
  it.each([
    ["png", { type: "image/png", width: 12, height: 8 }],
    ["jpeg", { type: "image/jpeg", width: 12, height: 8 }],
    ["webp", { type: "image/webp", width: 12, height: 8 }],
    ["lossless", { type: "image/webp", width: 12, height: 8 }],
    ["gif", { type: "image/gif", width: 1, height: 1 }],
  ] as const)("is known by its own bytes: %s", (name, is) => {
    const found = cleaned(PICTURES[name]);
    expect(found).toMatchObject(is);
    // What was cleaned once stays as it is: its hash is its name.
    expect(cleaned(found.bytes).bytes.equals(found.bytes)).toBe(true);
    // The profile, which tells with what it was made, is gone.
    expect(found.bytes.includes("Google")).toBe(false);
  });

  it.each([
    [
      "text and EXIF in a PNG",
      inserted(PICTURES.png, AFTER_IHDR, Buffer.concat([chunk("tEXt", Buffer.from(SECRET)), chunk("eXIf", Buffer.from(SECRET))])),
    ],
    ["what stands behind the end of a PNG", Buffer.concat([PICTURES.png, Buffer.from(SECRET)])],
    [
      "EXIF, XMP and a comment in a JPEG",
      inserted(
        PICTURES.jpeg,
        2,
        Buffer.concat([
          segment(0xe1, Buffer.from(`Exif\0\0${SECRET}`)),
          segment(0xe1, Buffer.from(SECRET)),
          segment(0xfe, Buffer.from(SECRET)),
        ]),
      ),
    ],
    ["what stands behind the end of a JPEG", Buffer.concat([PICTURES.jpeg, Buffer.from(SECRET)])],
    [
      "EXIF and XMP in a WebP",
      riff(Buffer.concat([PICTURES.webp, webpChunk("EXIF", Buffer.from(SECRET)), webpChunk("XMP ", Buffer.from(SECRET))])),
    ],
    [
      "a comment in a GIF",
      inserted(PICTURES.gif, 19, Buffer.concat([Buffer.from([0x21, 0xfe, SECRET.length]), Buffer.from(SECRET), Buffer.from([0])])),
    ],
    [
      "data of a program in a GIF",
      inserted(
        PICTURES.gif,
        19,
        Buffer.concat([
          Buffer.from([0x21, 0xff, 11]),
          Buffer.from("XMP DataXMP"),
          Buffer.from([SECRET.length]),
          Buffer.from(SECRET),
          Buffer.from([0]),
        ]),
      ),
    ],
  ])("loses %s", (_what, file) => {
    expect(file.includes("GPS 59")).toBe(true);
    const found = cleaned(file);
    expect(found.bytes.includes("GPS 59")).toBe(false);
    expect(found.bytes.equals(cleaned(cleaned(file).bytes).bytes)).toBe(true);
  });

  it("stays the right way up, and tells its size as it is shown", () => {
    const found = cleaned(inserted(PICTURES.jpeg, 2, orientationSegment(6)));
    expect(found).toMatchObject({ width: 8, height: 12 });
    expect(found.bytes.subarray(2, 2 + orientationSegment(6).length).equals(orientationSegment(6))).toBe(true);
  });

  it("keeps that a GIF begins again", () => {
    const loops = Buffer.concat([Buffer.from([0x21, 0xff, 11]), Buffer.from("NETSCAPE2.0"), Buffer.from([3, 1, 0, 0, 0])]);
    expect(cleaned(inserted(PICTURES.gif, 19, loops)).bytes.includes("NETSCAPE2.0")).toBe(true);
  });

  it("is refused with a sentence where it is no picture, is cut off, or would fill the memory of whoever looks", () => {
    expect(refused(Buffer.alloc(0))).toBe("The file is empty.");
    expect(refused(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"))).toMatch(/Only PNG/);
    expect(refused(Buffer.from("<!doctype html><script>alert(1)</script>"))).toMatch(/Only PNG/);
    expect(refused(Buffer.from("\0\0\0\x18ftypheic\0\0\0\0"))).toMatch(/HEIC/);
    expect(refused(Buffer.concat([PICTURES.png, Buffer.alloc(PICTURE_LIMITS.bytes)]))).toMatch(/8 MiB/);
    for (const file of Object.values(PICTURES)) expect(refused(file.subarray(0, file.length - 2))).toMatch(/cut off/);
    const parts = Buffer.concat([PICTURES.png.subarray(0, AFTER_IHDR), Buffer.alloc(600_000 * 4)]);
    for (let at = AFTER_IHDR; at + 12 <= parts.length; at += 12) parts.write("teXt", at + 4, "latin1");
    expect(refused(parts)).toMatch(/more parts than a picture can have/);
    const bomb = Buffer.from(PICTURES.png);
    bomb.writeUInt32BE(16_000, 16);
    bomb.writeUInt32BE(16_000, 20);
    expect(refused(bomb)).toBe("The picture has 16,000 × 16,000 pixels. At most 50 million are taken, and 16,384 on one side.");
    bomb.writeUInt32BE(0, 16);
    expect(refused(bomb)).toMatch(/no size/);
  });

  it("never breaks what reads it, and comes out the same the second time, whatever was changed in it", () => {
    const files = Object.values(PICTURES);
    const change = fc.record({
      file: fc.constantFrom(...files),
      bytes: fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { maxLength: 6 }),
      cut: fc.nat(2_000),
      more: fc.uint8Array({ maxLength: 40 }),
      at: fc.nat(2_000),
    });
    const told = (file: Buffer): void => {
      const found = cleanPicture(file);
      if ("say" in found) return expect(found.say.length).toBeGreaterThan(10);
      expect(found.width * found.height).toBeLessThanOrEqual(PICTURE_LIMITS.pixels);
      expect(cleaned(found.bytes)).toEqual(found);
    };
    fc.assert(
      fc.property(change, ({ file, bytes, cut, more, at }) => {
        const copy = Buffer.from(inserted(file, at % file.length, Buffer.from(more)));
        for (const [place, value] of bytes) copy[place % copy.length] = value;
        told(cut < copy.length ? copy.subarray(0, copy.length - cut) : copy);
      }),
      { numRuns: 1_500 },
    );
  });
});
