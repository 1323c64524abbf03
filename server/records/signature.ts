import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from "node:crypto";
import type { Keyring } from "../secrets/keyring.ts";
import type { Head } from "./head.ts";

/** Who exported a record: an Ed25519 key of the installation, made of its keys, so that there is nothing more to keep. */
export interface Signer {
  /** In DER, as base64. */
  readonly key: string;
  sign(text: string): string;
}

/** What an installation says of the end of its record when it exports it. */
export interface Signed extends Head {
  readonly key: string;
  readonly signature: string;
}

/** RFC 8410: what stands before the 32 bytes of a private key. */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

export function signerOf({ tokens }: Pick<Keyring, "tokens">): Signer {
  const seed = Buffer.from(hkdfSync("sha256", tokens, "", "culprit records", 32));
  const own = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  const key = createPublicKey(own).export({ format: "der", type: "spki" }).toString("base64");
  return { key, sign: (text) => sign(null, Buffer.from(text), own).toString("base64") };
}

const textOf = (exportedAt: string, { n, hash }: Head): string => `culprit records\n${exportedAt}\n${n}\n${hash}`;

export const signedBy = (signer: Signer, exportedAt: string, head: Head): Signed => ({
  ...{ n: head.n, hash: head.hash, key: signer.key },
  signature: signer.sign(textOf(exportedAt, head)),
});

export function isSigned(exportedAt: string, signed: Signed): boolean {
  const [der, signature] = [bytesOf(signed.key), bytesOf(signed.signature)];
  if (der === null || signature === null) return false;
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" && verify(null, Buffer.from(textOf(exportedAt, signed)), key, signature);
  } catch {
    // What is no key has signed nothing.
    return false;
  }
}

/** The same bytes can be written in several ways as base64; one of them counts. */
function bytesOf(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : null;
}

/** What people compare: as SSH writes fingerprints. */
export const nameOfKey = (key: string): string =>
  `SHA256:${createHash("sha256").update(Buffer.from(key, "base64")).digest("base64").replace(/=+$/, "")}`;
