import ssh2, { type ParsedKey } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";
import type { Destination, KeptKey } from "./transport.ts";

/** A kept key ready to sign, or why it cannot be used. It is unsealed for one login and forgotten with it. */
export async function openKeptKey({ name, open }: KeptKey): Promise<{ readonly key: ParsedKey } | { readonly problem: string }> {
  try {
    const { privateKey, passphrase } = await open();
    const parsed: unknown = ssh2.utils.parseKey(privateKey, passphrase ?? undefined);
    const one: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    // What ssh2 says of a key that it cannot read holds nothing of it, but a sentence of our own is sure not to.
    return one instanceof Error
      ? { problem: `the key kept for ${name} cannot be read, or its passphrase is another` }
      : { key: one as ParsedKey };
  } catch (error) {
    return { problem: `the key kept for ${name} cannot be opened: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The way to a host, with the key that is kept for it. Hosts on the way there have their own. */
export async function withKeptKey(
  resolved: Promise<Destination | Failure>,
  kept: Promise<KeptKey | undefined>,
): Promise<Destination | Failure> {
  const [destination, keptKey] = await Promise.all([resolved, kept]);
  return "kind" in destination || keptKey === undefined ? destination : { ...destination, keptKey };
}
