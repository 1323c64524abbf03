import { addSealKey, isGiven, notedKeyring, type Keyring } from "../secrets/keyring.ts";
import { aboutPrivateKey } from "../secrets/private-key.ts";
import { seal, sealedWith, unseal } from "../secrets/seal.ts";
import type { KeyFor, Place } from "../ssh/kept-key.ts";
import type { KeptKey, KeptSecret } from "../ssh/transport.ts";
import type { Client } from "./client.ts";

/** Private keys of hosts, sealed. Nothing here gives one out but `keyFor`, to whoever logs in. */
export interface Safe {
  /** Seals a key for the host of this name, in place of another one. A sentence when it cannot be. */
  keep(name: string, secret: KeptSecret, by: string): Promise<{ readonly fingerprint: string } | { readonly say: string }>;
  /** False when there is no such host, or it has none. */
  forget(name: string): Promise<boolean>;
  /** Seals everything anew: with one more key, or with the first of those the environment gives. */
  rotate(): Promise<{ readonly sealed: number; readonly key: string }>;
  /** The key that is kept for where this host is. */
  keyFor: KeyFor;
  /** The same for all hosts as they are now, for somebody who lets go of the database. They stay sealed until a login. */
  taken(): Promise<KeyFor>;
}

export const safeOf = ({ prisma, pool }: Client): Safe => ({
  keep: async (name, secret, by) => {
    const about = aboutPrivateKey(secret.privateKey);
    if (about === null) return { say: "That is no private key in the form of OpenSSH. ssh-keygen -p -f FILE turns an older one into it." };
    if (about.hasPassphrase && secret.passphrase === null) return { say: "The key has a passphrase, which was not given." };
    const host = await prisma.host.findUnique({ where: { name }, select: { id: true } });
    if (host === null) return { say: `There is no host ${name} in the inventory.` };
    const keySealed = seal(await notedKeyring(), JSON.stringify(secret), aboutHost(host.id));
    await prisma.host.update({
      where: { id: host.id },
      data: { keySealed, keyFingerprint: about.fingerprint, keyBy: by, keyAt: new Date() },
    });
    return { fingerprint: about.fingerprint };
  },
  forget: async (name) =>
    (
      await prisma.host.updateMany({
        where: { name, keySealed: { not: null } },
        data: { keySealed: null, keyFingerprint: null, keyBy: null, keyAt: null },
      })
    ).count > 0,
  rotate: async () => {
    const ring = await (isGiven() ? notedKeyring() : addSealKey("data"));
    let sealed = 0;
    const rows = await prisma.host.findMany({ where: { keySealed: { not: null } }, select: { id: true, keySealed: true } });
    for (const { id, keySealed } of rows) {
      if (keySealed === null || sealedWith(keySealed) === ring.seals[0].id) continue;
      const again = seal(ring, unseal(ring, keySealed, aboutHost(id)), aboutHost(id));
      // Whoever put another key there meanwhile has sealed it already.
      const { rowCount } = await pool.query("update host set key_sealed = $2 where id = $1 and key_sealed = $3", [id, again, keySealed]);
      sealed += rowCount ?? 0;
    }
    return { sealed, key: ring.seals[0].id };
  },
  keyFor: async (place) =>
    keyAmong(await prisma.host.findMany({ where: { address: place.address, keySealed: { not: null } }, select }), place),
  taken: async () => {
    const rows = await prisma.host.findMany({ where: { keySealed: { not: null } }, select });
    return (place) => Promise.resolve(keyAmong(rows, place));
  },
});

const select = { id: true, name: true, address: true, port: true, user: true, keySealed: true, keyFingerprint: true } as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly keySealed: string | null;
  readonly keyFingerprint: string | null;
}

function keyAmong(rows: readonly Row[], { address, port, user }: Place): KeptKey | undefined {
  const here = rows.filter((row) => row.address === address && (row.port ?? 22) === (port ?? 22));
  const found = here.find((row) => row.user === (user ?? null)) ?? here[0];
  const { keySealed } = found ?? {};
  if (found === undefined || keySealed === undefined || keySealed === null) return undefined;
  return {
    name: found.name,
    fingerprint: found.keyFingerprint ?? "",
    open: async () => opened(await notedKeyring(), keySealed, found.id),
  };
}

const opened = (ring: Keyring, sealed: string, id: string): KeptSecret => JSON.parse(unseal(ring, sealed, aboutHost(id))) as KeptSecret;

const aboutHost = (id: string): string => `the SSH key of host ${id}`;
