import { createHmac, hash } from "node:crypto";

/** Text is scanned as bytes, one character each, so that what is not UTF-8 stays as it was. These are ⟨secret: and ⟩ as such. */
export const OPENING = Buffer.from("⟨secret:", "utf8").toString("latin1");
export const CLOSING = Buffer.from("⟩", "utf8").toString("latin1");

/** Crockford's: no letter that reads like another. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
/** 40 bits: two of a million different secrets are taken for one with a chance of one in two million. */
const TAG_LETTERS = 8;
/** A host that prints millions of secrets must not fill the memory. */
const MOST_REMEMBERED = 10_000;

/** Names a secret without telling it: `kind` is what it was called where it stood. Both are Latin-1, as is what it returns. */
export type Tokens = (kind: string, secret: string) => string;

/**
 * The same secret becomes the same tag under one key, whatever it is called, so that two hosts can still be compared. The tag says nothing of the
 * secret to anybody without the key: neither its length nor, to who guesses, whether he is right.
 */
export function tokensOf(key: Buffer): Tokens {
  const known = new Map<string, string>();
  // Nested as HMAC is (RFC 2104), with a key of its own for either hash: createHmac takes ten times as long for short texts.
  const [inner, outer] = ["inner", "outer"].map((which) => createHmac("sha256", key).update(which).digest("hex"));
  const tagOf = (secret: string): string => {
    const remembered = known.get(secret);
    if (remembered !== undefined) return remembered;
    let bits = Number.parseInt(hash("sha256", outer + hash("sha256", inner + secret)).slice(0, 10), 16);
    let tag = "";
    for (let n = 0; n < TAG_LETTERS; n += 1) {
      tag += LETTERS[bits % 32];
      bits = Math.floor(bits / 32);
    }
    if (known.size < MOST_REMEMBERED && secret.length < 1_000) known.set(secret, tag);
    return tag;
  };
  return (kind, secret) => `${OPENING}${kind}:${tagOf(secret)}${CLOSING}`;
}
