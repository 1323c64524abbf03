import { PICTURE_LIMITS, TOO_LARGE, WRONG_TYPE } from "#machines/journal/picture.ts";
import { BadPicture, type Cleaned } from "./found.ts";
import { cleanGif, isGif } from "./gif.ts";
import { cleanJpeg, JPEG } from "./jpeg.ts";
import { cleanPng, PNG } from "./png.ts";
import { cleanWebp, isWebp } from "./webp.ts";

/**
 * A picture that somebody sent, with nothing in it but what draws it, or a sentence why it is not taken. What kind it is, its own first bytes say;
 * a name or a content type is believed by nobody. It is walked through, never unpacked: a small file that would unpack to gigabytes shows in its size.
 */
export function cleanPicture(file: Buffer): Cleaned | { readonly say: string } {
  if (file.length === 0) return { say: "The file is empty." };
  if (file.length > PICTURE_LIMITS.bytes) return { say: TOO_LARGE };
  const walk = walkOf(file);
  if (walk === null) return { say: isHeif(file) ? HEIF : WRONG_TYPE };
  try {
    const cleaned = walk(file);
    const { width, height } = cleaned;
    if (width === 0 || height === 0) return { say: "The picture is damaged: it has no size." };
    return Math.max(width, height) > PICTURE_LIMITS.side || width * height > PICTURE_LIMITS.pixels ? { say: tooWide(cleaned) } : cleaned;
  } catch (error) {
    if (error instanceof BadPicture) return { say: error.message };
    throw error;
  }
}

function walkOf(file: Buffer): ((file: Buffer) => Cleaned) | null {
  const begins = (with_: Buffer): boolean => file.subarray(0, with_.length).equals(with_);
  if (begins(PNG)) return cleanPng;
  if (begins(JPEG)) return cleanJpeg;
  if (isGif(file)) return cleanGif;
  return isWebp(file) ? cleanWebp : null;
}

/** Photos of some phones, and AVIF: browsers differ in what they can draw of them. */
const isHeif = (file: Buffer): boolean => /^ftyp(hei|hev|mif|msf|avi)/.test(file.subarray(4, 12).toString("latin1"));
const HEIF = "This is a HEIC or AVIF picture, which not every browser shows. Send it as JPEG.";

const tooWide = ({ width, height }: Cleaned): string =>
  `The picture has ${width.toLocaleString("en-GB")} × ${height.toLocaleString("en-GB")} pixels. At most ${PICTURE_LIMITS.pixels / 1_000_000} million are taken, and ${PICTURE_LIMITS.side.toLocaleString("en-GB")} on one side.`;
