import type { PictureType } from "#machines/journal/picture.ts";

/** A picture as it may be stored: only what draws it is left in its bytes. */
export interface Cleaned {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** What is wrong with a file, as a sentence for whoever chose it. */
export class BadPicture extends Error {
  override readonly name = "BadPicture";
}

export const cutOff = (): BadPicture => new BadPicture("The picture ends in the middle: it was cut off, or is damaged.");
export const damaged = (what: string): BadPicture => new BadPicture(`The picture is damaged: ${what}.`);

/** A GIF of 8 MiB has 33,000 blocks with their lengths, a PNG some thousand parts: one of a million empty parts would only cost time. */
const MOST_TAKEN = 200_000;

/** Reads forward through the bytes of a file; nothing beyond its end is ever read. */
export class Bytes {
  at = 0;
  #taken = 0;
  readonly all: Buffer;
  constructor(all: Buffer) {
    this.all = all;
  }
  get left(): number {
    return this.all.length - this.at;
  }
  /** @throws BadPicture when there are fewer, or too many parts were taken before */
  take(count: number): Buffer {
    if (count > this.left) throw cutOff();
    this.#taken += 1;
    if (this.#taken > MOST_TAKEN) throw damaged("it has more parts than a picture can have");
    const part = this.all.subarray(this.at, this.at + count);
    this.at += count;
    return part;
  }
  u8(): number {
    return this.take(1).readUInt8(0);
  }
}
