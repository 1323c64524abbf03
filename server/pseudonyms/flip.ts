import { createCipheriv } from "node:crypto";

/** A block of addresses: its first `bits` bits are those of `from`. */
export interface Block {
  readonly from: readonly number[];
  readonly bits: number;
  /** Every address of it stays as it is; without that only the block's own bits do. */
  readonly whole: boolean;
}

export interface FlipKey {
  /** For AES, 16 or 32 bytes. */
  readonly key: Buffer;
  /** 16 bytes that stand where an address has no bits yet. */
  readonly pad: Buffer;
}

const BLOCK_BYTES = 16;

/**
 * Crypto-PAn (Xu, Fan, Ammar, Moon: Prefix-Preserving IP Address Anonymization, 2002): each bit is turned over or not by a keyed function of the bits before
 * it. Two addresses that agree in their first n bits agree in n bits afterwards, and in no more. The bits that lead into one of `blocks` stay, so that what
 * is private or multicast stays so, and nothing else becomes it.
 */
export function flipped(address: readonly number[], { key, pad }: FlipKey, blocks: readonly Block[]): readonly number[] {
  const bits = address.length * 8;
  const input = Buffer.alloc(bits * BLOCK_BYTES);
  for (let n = 0; n < bits; n += 1) prefixInto(input.subarray(n * BLOCK_BYTES, (n + 1) * BLOCK_BYTES), { address, n, pad });
  const cipher = createCipheriv(key.length === 16 ? "aes-128-ecb" : "aes-256-ecb", key, null).setAutoPadding(false);
  const output = cipher.update(input);
  const result = [...address];
  for (let n = 0; n < bits; n += 1) {
    if (((output[n * BLOCK_BYTES] ?? 0) & 0x80) === 0 || blocks.some((block) => keeps(block, address, n))) continue;
    result[n >> 3] = (result[n >> 3] ?? 0) ^ (0x80 >> (n & 7));
  }
  return result;
}

/** The first n bits of the address, then those of the pad. */
function prefixInto(
  into: Buffer,
  { address, n, pad }: { readonly address: readonly number[]; readonly n: number; readonly pad: Buffer },
): void {
  pad.copy(into, 0, 0, BLOCK_BYTES);
  const whole = n >> 3;
  for (let at = 0; at < whole; at += 1) into[at] = address[at] ?? 0;
  const mask = (0xff00 >> (n & 7)) & 0xff;
  if (mask !== 0) into[whole] = ((address[whole] ?? 0) & mask) | ((pad[whole] ?? 0) & ~mask);
}

/** Whether bit n of this address leads into the block, or is in one that stays. */
function keeps({ from, bits, whole }: Block, address: readonly number[], n: number): boolean {
  return n < bits ? isWithin(address, from, n) : whole && isWithin(address, from, bits);
}

/** Whether the first so many bits agree. */
export function isWithin(address: readonly number[], from: readonly number[], bits: number): boolean {
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (address[at] !== (from[at] ?? 0)) return false;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return mask === 0 || (((address[whole] ?? 0) ^ (from[whole] ?? 0)) & mask) === 0;
}
