import { createHmac } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { BLOCKS_4, BLOCKS_6 } from "./blocks.ts";
import { type FlipKey, flipped, isWithin } from "./flip.ts";
import { turnedEnd, turnedMac } from "./mac.ts";

/** Addresses of this installation as others. Each takes text and gives text in the same form; null for what is none. */
export interface Turn {
  /** With `bits`, a network: where nothing follows its prefix, nothing does afterwards. */
  v4(text: string, bits?: number): string | null;
  v6(text: string, bits?: number): string | null;
  mac(text: string): string | null;
  bytes4(bytes: readonly number[]): readonly number[];
  bytes6(bytes: readonly number[]): readonly number[];
  /** What was turned into something else so far, as it was. */
  seen(): Iterable<readonly number[]>;
}

const NAT64 = [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const SOLICITED = [0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff];
/** Where an address that was made of a MAC has ff:fe: these bits stay in all, so that none looks made of one that was not. */
const MIDDLE = [11, 12] as const;

/** The key is the installation's for tokens: it stays when seals are given a new one, so pseudonyms agree over the years. */
export function turnOf(installationKey: Buffer): Turn {
  const derived = (what: string): Buffer => createHmac("sha256", installationKey).update(`pseudonyms ${what}`).digest();
  const flip: FlipKey = { key: derived("key"), pad: derived("pad") };
  const macKey = derived("mac");
  const known = new Map<string, readonly number[]>();
  const seen = new Map<string, readonly number[]>();
  const once = (bytes: readonly number[], make: () => readonly number[]): readonly number[] => {
    const name = bytes.join(".");
    const turned = known.get(name) ?? make();
    known.set(name, turned);
    if (turned.some((byte, at) => byte !== bytes[at])) seen.set(name, bytes);
    return turned;
  };
  const bytes4 = (bytes: readonly number[]): readonly number[] => once(bytes, () => flipped(bytes, flip, BLOCKS_4));
  const bytes6 = (bytes: readonly number[]): readonly number[] => once(bytes, () => turned6(bytes, { flip, macKey, bytes4 }));
  return {
    bytes4,
    bytes6,
    seen: () => seen.values(),
    v4: (text, bits) => {
      if (!isIPv4(text)) return null;
      const bytes = text.split(".").map(Number);
      return network(bytes, bytes4(bytes), bits).join(".");
    },
    v6: (text, bits) => {
      const bytes = isIPv6(text) ? bytesOf6(text) : null;
      return bytes === null ? null : textOf6(network(bytes, bytes6(bytes), bits), text.includes("."));
    },
    mac: (text) => {
      const bytes = text.split(/[:-]/).map((pair) => Number.parseInt(pair, 16));
      const turned = once(bytes, () => turnedMac(bytes, macKey)).map((byte) => byte.toString(16).padStart(2, "0"));
      const joined = turned.join(text.includes("-") ? "-" : ":");
      // One without letters stands in either case; tools write small letters.
      return /[A-F]/u.test(text) ? joined.toUpperCase() : joined;
    },
  };
}

interface Keys {
  readonly flip: FlipKey;
  readonly macKey: Buffer;
  readonly bytes4: (bytes: readonly number[]) => readonly number[];
}

function turned6(bytes: readonly number[], { flip, macKey, bytes4 }: Keys): readonly number[] {
  if (isWithin(bytes, MAPPED, 96) || isWithin(bytes, NAT64, 96)) return [...bytes.slice(0, 12), ...bytes4(bytes.slice(12))];
  if (isWithin(bytes, SOLICITED, 104)) return [...bytes.slice(0, 13), ...turnedEnd(bytes.slice(13), macKey)];
  const all = [...flipped(bytes, flip, BLOCKS_6)];
  for (const at of MIDDLE) all[at] = bytes[at] ?? 0;
  const isOfMac = bytes[11] === 0xff && bytes[12] === 0xfe && !isWithin(bytes, [], 80) && !isWithin(bytes, [0xff], 8);
  return isOfMac ? [...all.slice(0, 8), ...bytes.slice(8, 13), ...turnedEnd(bytes.slice(13), macKey)] : all;
}

/** A prefix with nothing behind it is a network, and stays one. */
function network(bytes: readonly number[], turned: readonly number[], bits: number | undefined): readonly number[] {
  if (bits === undefined || bits > bytes.length * 8) return turned;
  const part = (all: readonly number[], behind: boolean): readonly number[] =>
    all.map((byte, at) => {
      const mask = 0xff >> Math.max(0, Math.min(8, bits - at * 8));
      return behind ? byte & mask : byte & ~mask;
    });
  return part(bytes, true).every((byte) => byte === 0) ? part(turned, false) : turned;
}

function bytesOf6(text: string): readonly number[] | null {
  const [, head = "", quad] = /^(.*?)((?:\d{1,3}\.){3}\d{1,3})?$/.exec(text) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = quad?.split(".").map(Number) ?? [];
  const plain = quad === undefined ? head : `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  const [left = "", right] = plain.split("::");
  const groups = (part: string): readonly number[] => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(left), groups(right ?? "")];
  const all = right === undefined ? before : [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return all.length === 8 ? all.flatMap((group) => [group >> 8, group & 0xff]) : null;
}

/** As RFC 5952 writes it, which is how Linux does. */
function textOf6(bytes: readonly number[], dotted: boolean): string {
  const groups = Array.from({ length: 8 }, (_, n) => (((bytes[n * 2] ?? 0) << 8) | (bytes[n * 2 + 1] ?? 0)).toString(16));
  const short = new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
  if (!dotted) return short;
  const last = bytes.slice(12).join(".");
  return isWithin(bytes, MAPPED, 96) ? `::ffff:${last}` : `${groups.slice(0, 6).join(":")}:${last}`;
}
