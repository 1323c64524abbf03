import { BadPicture, Bytes, cutOff, damaged, type Cleaned } from "./found.ts";
import { orientationIn, orientationSegment } from "./orientation.ts";

export const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);
const EOI = 0xd9;
const SOS = 0xda;
const EXIF = 0xe1;
const ADOBE = 0xee;
/** Tables of codes, tables of steps, the distance of restarts: what draws it. */
const TABLES: ReadonlySet<number> = new Set([0xc4, 0xdb, 0xdd]);
/** Baseline, extended and progressive, as all browsers draw them. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** A progressive photo has some ten passes; each one more costs whoever looks at it the whole area once more. */
const MOST_SCANS = 100;

interface Parts {
  readonly kept: Buffer[];
  frame: { readonly width: number; readonly height: number } | null;
  orientation: number;
  scans: number;
}

/** JPEG (ITU-T T.81): markers with segments, then the scans. Comments and all application segments go, but for which way up it is and how Adobe meant its colours. */
export function cleanJpeg(file: Buffer): Cleaned {
  const bytes = new Bytes(file);
  bytes.take(START.length);
  const parts: Parts = { kept: [], frame: null, orientation: 1, scans: 0 };
  for (;;) {
    const marker = nextMarker(bytes);
    if (marker === EOI) break;
    segment(bytes, marker, parts);
  }
  // Whatever follows the end (a film, a second picture, what somebody hid there) is left behind.
  const { frame, kept, orientation, scans } = parts;
  if (frame === null || scans === 0) throw cutOff();
  const turned = orientation >= 5;
  return {
    type: "image/jpeg",
    width: turned ? frame.height : frame.width,
    height: turned ? frame.width : frame.height,
    bytes: Buffer.concat([START, ...(orientation === 1 ? [] : [orientationSegment(orientation)]), ...kept, END]),
  };
}

function nextMarker(bytes: Bytes): number {
  if (bytes.u8() !== 0xff) throw damaged("a part of it does not begin where it should");
  let marker = bytes.u8();
  while (marker === 0xff) marker = bytes.u8();
  return marker;
}

function segment(bytes: Bytes, marker: number, parts: Parts): void {
  if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) throw damaged("a part of it is in the wrong place");
  const length = bytes.take(2).readUInt16BE(0);
  if (length < 2) throw damaged("a part of it has no length");
  const data = bytes.take(length - 2);
  const keep = (): void => void parts.kept.push(Buffer.from([0xff, marker]), bytes.all.subarray(bytes.at - length, bytes.at));
  if (FRAMES.has(marker)) {
    if (parts.frame !== null || data.length < 6) throw damaged("it has more than one size");
    parts.frame = { height: data.readUInt16BE(1), width: data.readUInt16BE(3) };
    return keep();
  }
  if (TABLES.has(marker)) return keep();
  if (marker === ADOBE && data.length === 12 && data.subarray(0, 5).toString("latin1") === "Adobe") return keep();
  if (marker === EXIF && parts.orientation === 1) parts.orientation = orientationIn(data);
  if (marker === SOS) return scan(bytes, keep, parts);
  if (marker === 0xfe || (marker >= 0xe0 && marker <= 0xef)) return;
  throw new BadPicture("The JPEG is of a kind that is not known here.");
}

/** The coded data of one scan, which ends at the next marker; stuffed bytes and restarts belong to it. */
function scan(bytes: Bytes, keep: () => void, parts: Parts): void {
  parts.scans += 1;
  if (parts.frame === null || parts.scans > MOST_SCANS) throw damaged("its passes are not as they should be");
  keep();
  const from = bytes.at;
  for (let at = from; ; at += 1) {
    at = bytes.all.indexOf(0xff, at);
    if (at === -1 || at + 1 >= bytes.all.length) throw cutOff();
    const next = bytes.all.readUInt8(at + 1);
    if (next === 0 || (next >= 0xd0 && next <= 0xd7) || next === 0xff) continue;
    parts.kept.push(bytes.all.subarray(from, at));
    bytes.at = at;
    return;
  }
}
