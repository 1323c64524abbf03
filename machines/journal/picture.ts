/** The kinds of picture that a note may carry. None of them can hold a program. */
export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** A picture of a note as the log knows it. Its bytes are stored beside the log, under their hash. */
export interface Picture {
  /** Of the bytes as they are stored: without what the file told about where, when and by whom it was made. */
  readonly sha256: string;
  readonly type: PictureType;
  readonly bytes: number;
  /** As it is shown: a photo taken with the phone on its side has them exchanged. */
  readonly width: number;
  readonly height: number;
  /** What is to be seen on it, in the words of whoever added it. */
  readonly alt?: string;
}

/** A photo of a phone has some 5 MB and 12 to 50 million pixels; whoever looks at one of 50 million gives it 200 MB of memory. */
export const PICTURE_LIMITS = {
  perNote: 6,
  bytes: 8 * 1024 * 1024,
  bytesPerInvestigation: 64 * 1024 * 1024,
  side: 16_384,
  pixels: 50_000_000,
  alt: 500,
} as const;

export const NAMES: Readonly<Record<PictureType, string>> = {
  "image/png": "PNG",
  "image/jpeg": "JPEG",
  "image/webp": "WebP",
  "image/gif": "GIF",
};

/** "PNG, 1,280 × 720, 214 kB" */
export const sayPicture = ({ type, width, height, bytes }: Pick<Picture, "type" | "width" | "height" | "bytes">): string =>
  `${NAMES[type]}, ${grouped(width)} × ${grouped(height)}, ${sayBytes(bytes)}`;

const grouped = (n: number): string => n.toLocaleString("en-GB");

export const sayBytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${grouped(Math.ceil(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

export const TOO_LARGE = `No picture may have more than ${PICTURE_LIMITS.bytes / 1024 / 1024} MiB. Send a part of it, or a smaller copy.`;
export const TOO_MANY = `A note takes ${PICTURE_LIMITS.perNote} pictures. Send the others in a second note.`;
export const WRONG_TYPE = "Only PNG, JPEG, WebP and GIF are taken.";
