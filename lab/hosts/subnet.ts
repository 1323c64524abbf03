import { must } from "./run.ts";

/**
 * RFC 2544 sets 198.18.0.0/15 aside for benchmarks: nobody routes it, so a /24 of it hides nothing a person may want to reach.
 * The first that no address and no route of this machine touches is taken.
 */
export const freeNetwork = async (): Promise<string> => {
  const used = (await Promise.all([must(["ip", "-4", "-o", "addr"]), must(["ip", "-4", "route", "show", "table", "all"])]))
    .join("\n")
    .matchAll(/\b(\d+)\.(\d+)\.(\d+)\.\d+(?:\/(\d+))?/g);
  const taken = [...used].map(([, a, b, c, length]) => ({ a: Number(a), b: Number(b), c: Number(c), length: Number(length ?? 32) }));
  for (let third = 77; third < 255; third += 1) {
    if (!taken.some((range) => covers(range, third))) return `198.18.${third}`;
  }
  throw new Error("every /24 of 198.18.77.0 to 198.18.254.0 is in use on this machine");
};

interface Range {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly length: number;
}

/** Whether the range and 198.18.third.0/24 overlap. */
const covers = ({ a, b, c, length }: Range, third: number): boolean => {
  const shift = 24 - Math.min(length, 24);
  const range = (a << 16) | (b << 8) | c;
  const candidate = (198 << 16) | (18 << 8) | third;
  return length > 0 && range >> shift === candidate >> shift;
};
