/** Which way up a photo is shown: 1 as it is, 3 turned over, 6 and 8 on its side; 2, 4, 5 and 7 are the same in a mirror. */
const ORIENTATION = 0x0112;
const SHORT = 3;
const HEADER = Buffer.from("Exif\0\0", "latin1");

/** From the data of an EXIF segment; 1 where it says nothing that can be read. Everything else in it is nobody's business. */
export function orientationIn(segment: Buffer): number {
  if (!segment.subarray(0, HEADER.length).equals(HEADER)) return 1;
  const tiff = segment.subarray(HEADER.length);
  const order = tiff.subarray(0, 2).toString("latin1");
  if (tiff.length < 14 || (order !== "II" && order !== "MM")) return 1;
  const u16 = (at: number): number => (order === "II" ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number): number => (order === "II" ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = u32(4);
  if (directory + 2 > tiff.length) return 1;
  for (let entry = 0; entry < u16(directory); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return 1;
    if (u16(at) !== ORIENTATION) continue;
    const value = u16(at + 2) === SHORT ? u16(at + 8) : 1;
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An EXIF segment (APP1) that says this and nothing else. */
export function orientationSegment(value: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(ORIENTATION, 10);
  tiff.writeUInt16BE(SHORT, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(value, 18);
  const data = Buffer.concat([HEADER, tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
