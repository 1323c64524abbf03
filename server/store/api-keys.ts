import { randomUUID } from "node:crypto";
import type { Account } from "./accounts.ts";
import type { Client } from "./client.ts";

const SEEN_EVERY_MS = 60_000;

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** What programs say instead of a password. */
export interface ApiKeys {
  make(key: { accountId: string; tokenHash: string; name: string; rights: readonly string[]; expiresAt: Date }): Promise<string>;
  /** Null when it was revoked, has expired, or its account is disabled. */
  find(tokenHash: string): Promise<{ readonly id: string; readonly rights: readonly string[]; readonly account: Account } | null>;
  /** As `find`, by its id and without noting that it was used. */
  standing(id: string): Promise<{ readonly rights: readonly string[]; readonly account: Account } | null>;
  list(accountId: string): Promise<readonly ApiKeyRow[]>;
  /** Of everybody, with whose they are. */
  all(): Promise<readonly (ApiKeyRow & { readonly accountId: string; readonly owner: string })[]>;
  revokeAny(id: string): Promise<boolean>;
  /** False when the account has no such key. */
  revoke(id: string, accountId: string): Promise<boolean>;
}

const account = { select: { id: true, login: true, name: true, roles: true, disabledAt: true, createdAt: true } } as const;
const standing = () => ({ expiresAt: { gt: new Date() }, account: { disabledAt: null } });

export const apiKeysOf = ({ prisma }: Client): ApiKeys => ({
  make: async (key) => (await prisma.apiKey.create({ data: { ...key, rights: [...key.rights], id: randomUUID() } })).id,
  find: async (tokenHash) => {
    const found = await prisma.apiKey.findFirst({
      where: { tokenHash, ...standing() },
      select: { id: true, rights: true, usedAt: true, account },
    });
    if (found === null) return null;
    if ((found.usedAt?.getTime() ?? 0) < Date.now() - SEEN_EVERY_MS)
      await prisma.apiKey.updateMany({ where: { id: found.id }, data: { usedAt: new Date() } });
    return found;
  },
  standing: (id) => prisma.apiKey.findFirst({ where: { id, ...standing() }, select: { rights: true, account } }),
  list: (accountId) =>
    prisma.apiKey.findMany({
      where: { accountId },
      select: { id: true, name: true, rights: true, createdAt: true, expiresAt: true, usedAt: true },
      orderBy: { createdAt: "desc" },
    }),
  all: async () => {
    const rows = await prisma.apiKey.findMany({
      select: {
        ...{ id: true, name: true, rights: true, createdAt: true, expiresAt: true, usedAt: true, accountId: true },
        account: { select: { name: true } },
      },
      orderBy: [{ account: { name: "asc" } }, { createdAt: "desc" }],
    });
    return rows.map(({ account: owner, ...key }) => ({ ...key, owner: owner.name }));
  },
  revokeAny: async (id) => (await prisma.apiKey.deleteMany({ where: { id } })).count > 0,
  revoke: async (id, accountId) => (await prisma.apiKey.deleteMany({ where: { id, accountId } })).count > 0,
});
