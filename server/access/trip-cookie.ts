import { z } from "zod";
import { isSecure } from "./headers.ts";
import type { Trip } from "./provider.ts";

const NAME = "culprit-provider";
const PATH = "/api/v1/session/provider";
/** As long as somebody may need for a second factor at the provider. */
const SECONDS = 600;

const tripSchema = z.strictObject({ state: z.string().min(20), nonce: z.string().min(20), verifier: z.string().min(40), to: z.string() });

interface Headers {
  get(name: string): string | null;
}

/** Lax, since the provider sends the browser back to us. Null forgets it: an answer counts once. */
export function tripCookie(headers: Headers, trip: Trip | null): string {
  const value = trip === null ? "" : Buffer.from(JSON.stringify(trip)).toString("base64url");
  return `${NAME}=${value}; Path=${PATH}; HttpOnly; SameSite=Lax; Max-Age=${trip === null ? 0 : SECONDS}${isSecure(headers) ? "; Secure" : ""}`;
}

export function tripOf(headers: Headers): Trip | null {
  const value = new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]+)`).exec(headers.get("cookie") ?? "")?.[1];
  if (value === undefined) return null;
  try {
    return tripSchema.parse(JSON.parse(Buffer.from(value, "base64url").toString("utf8")));
  } catch {
    // Not ours, or of another version: whoever comes with it begins anew.
    return null;
  }
}
