import { createHash } from "node:crypto";

/** Of a public key blob, as `ssh-keygen -l` prints it. Stands apart from server/ssh, which pages may not reach. */
export const fingerprintOf = (key: Buffer): string => `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
