import { fingerprintOf } from "../public-key.ts";

const MAGIC = Buffer.from("openssh-key-v1\0");
const ARMOUR = /^-----BEGIN OPENSSH PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----\s*$/;

/** What can be told of a private key without its passphrase. */
export interface AboutKey {
  readonly fingerprint: string;
  readonly hasPassphrase: boolean;
}

/**
 * Reads the public part of a private key in the form of OpenSSH (PROTOCOL.key of its sources): cipher, kdf, its options, how many keys, the public one.
 * Null for anything else.
 */
export function aboutPrivateKey(text: string): AboutKey | null {
  const [, body = ""] = ARMOUR.exec(text.trim()) ?? [];
  const bytes = Buffer.from(body, "base64");
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  let at = MAGIC.length;
  const field = (): Buffer => {
    const length = bytes.readUInt32BE(at);
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (value.length < length) throw new RangeError("cut off");
    at += 4 + length;
    return value;
  };
  try {
    const cipher = field().toString("latin1");
    field();
    field();
    at += 4;
    const blob = field();
    return blob.length === 0 ? null : { fingerprint: fingerprintOf(blob), hasPassphrase: cipher !== "none" };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
