import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { KeysProblem, type Keyring } from "./keyring.ts";

const CIPHER = "aes-256-gcm";
/** NIST SP 800-38D 8.2: 96 bits, drawn anew each time. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = "v1";

/** Sealed with the first key of the ring: form, name of the key, nonce, text and tag. `about` says whose it is; nobody can move it to another one. */
export function seal(ring: Keyring, text: string, about: string): string {
  const [{ id, key }] = ring.seals;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(`${FORM} ${id} ${about}`));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [FORM, id, nonce.toString("base64url"), sealed.toString("base64url")].join(" ");
}

/** @throws KeysProblem when its key is not there, or it is not what was sealed for this */
export function unseal(ring: Keyring, sealed: string, about: string): string {
  const [form = "", id = "", nonce = "", rest = ""] = sealed.split(" ");
  const found = ring.seals.find((one) => one.id === id);
  if (form !== FORM) throw new KeysProblem(`What is sealed for ${about} has a form that this Culprit does not know.`);
  if (found === undefined) throw new KeysProblem(`The key ${id} is not in ${ring.where}, and ${about} was sealed with it.`);
  const bytes = Buffer.from(rest, "base64url");
  try {
    const decipher = createDecipheriv(CIPHER, found.key, Buffer.from(nonce, "base64url"), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(`${FORM} ${id} ${about}`)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new KeysProblem(`What is sealed for ${about} was changed, or belongs to something else.`, { cause });
  }
}

/** The name of the key that sealed it. */
export const sealedWith = (sealed: string): string => sealed.split(" ")[1] ?? "";
