import { BadPicture, Bytes, cutOff, damaged, type Cleaned } from "./found.ts";

const VP8X = "VP8X";
const DRAWS: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "ALPH"]);
/** Bits of the extended header (RFC 9649, 2.7): a profile, EXIF and XMP follow; an animation. */
const TELLING = 0x20 | 0x08 | 0x04;
const MOVING = 0x02;

export const isWebp = (file: Buffer): boolean =>
  file.subarray(0, 4).toString("latin1") === "RIFF" && file.subarray(8, 12).toString("latin1") === "WEBP";

/** WebP (RFC 9649): chunks in a RIFF file. What draws it stays, and a header that tells no more than that. */
export function cleanWebp(file: Buffer): Cleaned {
  const bytes = new Bytes(file);
  const size = bytes.take(12).readUInt32LE(4);
  if (size + 8 > file.length) throw cutOff();
  const end = size + 8;
  const kept: Buffer[] = [];
  let canvas: Size | null = null;
  let drawn: Size | null = null;
  while (end - bytes.at >= 8) {
    const head = bytes.take(8);
    const type = head.subarray(0, 4).toString("latin1");
    const length = head.readUInt32LE(4);
    if (length > end - bytes.at) throw cutOff();
    const data = bytes.take(length);
    if (length % 2 === 1 && bytes.left > 0) bytes.take(1);
    if (type === VP8X) {
      if (length < 10 || kept.length > 0) throw damaged("its header is not where it should be");
      canvas = { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
      kept.push(chunk(type, bare(data)));
    } else if (DRAWS.has(type)) {
      if (type !== "ALPH") {
        if (drawn !== null) throw damaged("it holds more than one picture");
        drawn = type === "VP8 " ? lossy(data) : lossless(data);
      }
      kept.push(chunk(type, data));
    }
  }
  if (drawn === null) throw cutOff();
  // Two sizes that differ: which of them is drawn would depend on who looks.
  if (canvas !== null && (canvas.width !== drawn.width || canvas.height !== drawn.height)) throw damaged("it has two sizes");
  const body = Buffer.concat([Buffer.from("WEBP", "latin1"), ...kept]);
  return { type: "image/webp", ...drawn, bytes: chunk("RIFF", body) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function bare(header: Buffer): Buffer {
  const flags = header.readUInt8(0);
  if ((flags & MOVING) !== 0) throw new BadPicture("A WebP that moves is not taken. A GIF is, and so is one of its pictures.");
  const copy = Buffer.from(header.subarray(0, 10));
  copy.writeUInt8(flags & ~TELLING & 0xff, 0);
  return copy;
}

function lossy(data: Buffer): Size {
  if (data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) throw damaged("its size cannot be read");
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
}

function lossless(data: Buffer): Size {
  if (data.length < 5 || data.readUInt8(0) !== 0x2f) throw damaged("its size cannot be read");
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, ...(data.length % 2 === 1 ? [Buffer.alloc(1)] : [])]);
}
