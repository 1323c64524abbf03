import { createHash, randomBytes } from "node:crypto";

/** 256 bits: nobody guesses one, so a fast hash keeps it. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of a token: whoever reads the database cannot sign in with it. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

const KEY_PREFIX = "culprit_";

/** Keys are recognised by their beginning, by us and by what looks for secrets in files. */
export const newApiKey = (): string => `${KEY_PREFIX}${newToken()}`;

/** The key of an Authorization header; undefined when there is none, null when it is not ours. */
export function apiKeyIn(header: string | null): string | null | undefined {
  if (header === null) return undefined;
  const key = /^Bearer +(\S+)$/i.exec(header)?.[1] ?? "";
  return key.startsWith(KEY_PREFIX) ? key : null;
}
