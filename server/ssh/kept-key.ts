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

/** Where a key is looked for: what the inventory says of a host. */
export interface Place {
  readonly address: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
}

export type KeyFor = (place: Place) => Promise<KeptKey | undefined>;

/** The way to a host, with the key that is kept for it, and with those of the hosts on the way there, each for itself. */
export async function withKeptKeys(resolved: Promise<Destination | Failure>, asked: Place, keyFor: KeyFor): Promise<Destination | Failure> {
  const [destination, keptKey] = await Promise.all([resolved, keyFor(asked)]);
  if ("kind" in destination) return destination;
  const jump = destination.jump === undefined ? undefined : await keyed(destination.jump, keyFor);
  return { ...destination, ...(keptKey === undefined ? {} : { keptKey }), ...(jump === undefined ? {} : { jump }) };
}

/** A host on the way is in the inventory as it was written in the ssh config, or as what that stands for. */
async function keyed(hop: Destination, keyFor: KeyFor): Promise<Destination> {
  const { label, address, port, user } = hop;
  const keptKey = (await keyFor({ address: label, port, user })) ?? (await keyFor({ address, port, user }));
  const jump = hop.jump === undefined ? undefined : await keyed(hop.jump, keyFor);
  return { ...hop, ...(keptKey === undefined ? {} : { keptKey }), ...(jump === undefined ? {} : { jump }) };
}
