import { createHash, randomBytes } from "node:crypto";

/** 256 bits: nobody guesses one, so a fast hash keeps it. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of a token: whoever reads the database cannot sign in with it. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");
