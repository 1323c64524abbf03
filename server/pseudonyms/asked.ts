import { notedKeyring } from "../secrets/keyring.ts";
import { turnOf, type Turn } from "./address.ts";

/** Whether what leaves this installation, and what is shown to those who reach no host, has pseudonyms for addresses. */
export const PSEUDONYMS_VARIABLE = "CULPRIT_PSEUDONYMS";

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error when it says neither */
export function pseudonymsAsked(env: Environment = process.env): boolean {
  const text = (env[PSEUDONYMS_VARIABLE] ?? "").toLowerCase();
  if (text === "" || text === "no") return false;
  if (text === "yes") return true;
  throw new Error(`${PSEUDONYMS_VARIABLE} is "${text}": yes or no.`);
}

/** Anew for each use, so that what it remembers ends with it; the same addresses become the same others every time. */
export const askedTurn = async (): Promise<Turn | null> => (pseudonymsAsked() ? turnOf((await notedKeyring()).tokens) : null);
