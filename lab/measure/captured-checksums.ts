import type { Namespace } from "../hosts/namespace.ts";

export interface Capture {
  readonly on: Namespace;
  readonly dev: string;
  /** As tcpdump takes it. */
  readonly filter: string;
  readonly seconds: number;
}

/** How many TCP checksums a capture on one interface calls right and wrong. */
export const capturedChecksums = async ({
  on,
  dev,
  filter,
  seconds,
}: Capture): Promise<{ readonly right: number; readonly wrong: number }> => {
  const limited = ["timeout", "--signal=INT", String(seconds), "tcpdump", "-n", "-vv", "-i", dev, filter];
  const { stdout } = await on.exec(limited);
  const many = (word: RegExp): number => stdout.match(word)?.length ?? 0;
  return { right: many(/cksum 0x[0-9a-f]+ \(correct\)/g), wrong: many(/cksum 0x[0-9a-f]+ \(incorrect/g) };
};
