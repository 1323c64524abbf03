import { hash, verify } from "@node-rs/argon2";

/** OWASP's lower bound for Argon2id, 2024: 19 MiB, two passes, one lane. About 25 ms on a small server. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const LEAST_CHARACTERS = 12;
/** Hashing takes longer the longer the text; nobody types more. */
const MOST_CHARACTERS = 256;

/** Why this cannot be a password, null when it can. Length is what counts (NIST SP 800-63B, 3.1.1.2); no mixture is asked for. */
export function complaintAboutPassword(password: string, login: string): string | null {
  if ([...password].length < LEAST_CHARACTERS)
    return `At least ${LEAST_CHARACTERS} characters. Four words that have nothing in common will do.`;
  if (password.length > MOST_CHARACTERS) return `At most ${MOST_CHARACTERS} characters.`;
  if (login !== "" && password.toLowerCase().replaceAll(login.toLowerCase(), "").length < LEAST_CHARACTERS / 2)
    return "It is little more than the name you sign in with.";
  return new Set(password).size < 5 ? "It repeats a few characters." : null;
}

/** NFKC: the same word typed on another keyboard is the same word. */
const normal = (password: string): string => password.normalize("NFKC");

export const hashOfPassword = (password: string): Promise<string> => hash(normal(password), COST);

/** A hash of no password: an unknown name costs as long as a known one. */
const nobody = hashOfPassword("nobody has this password");

/** `stored` null: nobody has this name, or has no password. Takes the same time and is never right. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const fits = password.length <= MOST_CHARACTERS && (await verify(stored ?? (await nobody), normal(password)));
  return fits && stored !== null;
}
