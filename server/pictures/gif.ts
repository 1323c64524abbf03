import { BadPicture, Bytes, cutOff, damaged, type Cleaned } from "./found.ts";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
/** How long a picture stands, and what is transparent in it. */
const CONTROL = 0xf9;
const APPLICATION = 0xff;
/** That it begins again at its end: the one application whose data is kept. */
const LOOPS = "NETSCAPE2.0";
/** A screen recording of half a minute has some hundreds. */
const MOST_FRAMES = 1_000;

export const isGif = (file: Buffer): boolean => /^GIF8[79]a$/.test(file.subarray(0, 6).toString("latin1"));

/** GIF89a: a screen, then pictures and extensions in blocks of at most 255 bytes. Comments, texts and data of programs go. */
export function cleanGif(file: Buffer): Cleaned {
  const bytes = new Bytes(file);
  const screen = bytes.take(13);
  bytes.take(paletteOf(screen.readUInt8(10)));
  const width = screen.readUInt16LE(6);
  const height = screen.readUInt16LE(8);
  const kept: Buffer[] = [file.subarray(0, bytes.at)];
  let frames = 0;
  for (;;) {
    const from = bytes.at;
    const kind = bytes.u8();
    if (kind === TRAILER) break;
    if (kind === IMAGE) {
      frames += 1;
      if (frames > MOST_FRAMES) throw new BadPicture(`A GIF of more than ${MOST_FRAMES} pictures is not taken.`);
      const place = bytes.take(9);
      if (place.readUInt16LE(0) + place.readUInt16LE(4) > width || place.readUInt16LE(2) + place.readUInt16LE(6) > height)
        throw damaged("a picture in it is larger than the whole");
      bytes.take(paletteOf(place.readUInt8(8)) + 1);
      skipBlocks(bytes);
      kept.push(file.subarray(from, bytes.at));
    } else if (kind === EXTENSION) {
      const isKept = extension(bytes);
      if (isKept) kept.push(file.subarray(from, bytes.at));
    } else throw damaged("a part of it does not begin where it should");
  }
  if (frames === 0) throw cutOff();
  return { type: "image/gif", width, height, bytes: Buffer.concat([...kept, Buffer.from([TRAILER])]) };
}

const paletteOf = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));

function skipBlocks(bytes: Bytes): void {
  for (let length = bytes.u8(); length > 0; length = bytes.u8()) bytes.take(length);
}

function extension(bytes: Bytes): boolean {
  const label = bytes.u8();
  const from = bytes.at;
  skipBlocks(bytes);
  const data = bytes.all.subarray(from, bytes.at);
  if (label === CONTROL) return data.length === 6;
  // Its name in a block of 11, the number of rounds in one of 3, and nothing else.
  return label === APPLICATION && data.length === 17 && data.readUInt8(12) === 3 && data.subarray(1, 12).toString("latin1") === LOOPS;
}
