import { BadPicture, Bytes, cutOff, damaged, type Cleaned } from "./found.ts";

export const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What draws the picture, and how its colours are meant. Texts, times, EXIF, profiles of a named screen and what nobody knows are left out. */
const KEPT: ReadonlySet<string> = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sRGB", "gAMA", "cHRM"]);

/** PNG (RFC 2083, W3C 2025): a signature, then chunks of length, type, data and checksum. */
export function cleanPng(file: Buffer): Cleaned {
  const bytes = new Bytes(file);
  bytes.take(PNG.length);
  const kept: Buffer[] = [PNG];
  let size: { readonly width: number; readonly height: number } | null = null;
  let drawn = false;
  for (;;) {
    const from = bytes.at;
    const length = bytes.take(4).readUInt32BE(0);
    const type = bytes.take(4).toString("latin1");
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged("a part of it has no name");
    const data = bytes.take(length);
    bytes.take(4);
    if ((size === null) !== (type === "IHDR")) throw damaged("it does not begin with its size");
    if (type === "IHDR") {
      if (length !== 13) throw damaged("its size cannot be read");
      size = { width: data.readUInt32BE(0), height: data.readUInt32BE(4) };
    }
    // A large first letter: who does not know this part cannot draw the picture.
    if (!KEPT.has(type) && /^[A-Z]/.test(type)) throw new BadPicture("The PNG is of a kind that is not known here.");
    if (KEPT.has(type)) kept.push(file.subarray(from, bytes.at));
    drawn ||= type === "IDAT" && length > 0;
    if (type === "IEND") break;
  }
  if (size === null || !drawn) throw cutOff();
  return { type: "image/png", ...size, bytes: Buffer.concat(kept) };
}
