import { createHmac } from "node:crypto";

const HALF = 12;
const MASK = 0xfff;
const ROUNDS = 6;

/**
 * Another card of the same maker: the first three bytes stay, the last three become others under the key. They alone decide, so that a tap and its guest,
 * fe:16:3e:… and fa:16:3e:…, still have the same end.
 */
export function turnedEnd(end: readonly number[], key: Buffer): readonly number[] {
  const [a = 0, b = 0, c = 0] = end;
  let [left, right] = [(a << 4) | (b >> 4), ((b & 0x0f) << 8) | c];
  // Feistel's construction: a permutation of 24 bits, whatever the rounds are.
  for (let round = 0; round < ROUNDS; round += 1) {
    const digest = createHmac("sha256", key).update(`mac ${round} ${right}`).digest();
    [left, right] = [right, left ^ (digest.readUInt16BE(0) & MASK)];
  }
  const all = left * 2 ** HALF + right;
  return [all >> 16, (all >> 8) & 0xff, all & 0xff];
}

/** Those of groups, of protocols (VRRP's 00:00:5e), of nobody and of all say what they are; the groups of IPv6's neighbour discovery end as addresses do. */
export function turnedMac(mac: readonly number[], key: Buffer): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = mac;
  const isSolicited = a === 0x33 && b === 0x33 && c === 0xff;
  const isKept = (a & 1) === 1 || (a === 0 && b === 0 && c === 0x5e && d === 0) || mac.every((byte) => byte === 0);
  return isKept && !isSolicited ? mac : [...mac.slice(0, 3), ...turnedEnd(mac.slice(3), key)];
}
