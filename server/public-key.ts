import { createHash } from "node:crypto";

// What a public key blob says. It stands apart from server/ssh, which pages may not reach.

/** As `ssh-keygen -l` prints it. */
export const fingerprintOf = (key: Buffer): string => `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;

/** The type a public key blob says it is (RFC 4253 6.6: a length and a name come first). */
export function algorithmOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  const name = key.toString("latin1", 4, 4 + Math.min(length, 100));
  return /^[a-z0-9@.-]+$/i.test(name) ? name : "unknown";
}
