import { randomUUID } from "node:crypto";
import type { Client } from "./client.ts";
import { isTaken } from "./refusal.ts";

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export type Changed = "changed" | "lastAdmin" | "absent";

/** People who may sign in. */
export interface Accounts {
  count(): Promise<number>;
  /** Whether somebody can administrate: an admin who is not disabled and has taken up the invitation. */
  hasAdmin(): Promise<boolean>;
  list(): Promise<readonly (Account & { readonly ready: boolean; readonly seenAt: Date | null })[]>;
  get(id: string): Promise<Account | null>;
  byLogin(login: string): Promise<(Account & { readonly passwordHash: string | null }) | null>;
  byProvider(issuer: string, subject: string): Promise<Account | null>;
  /** Gives the account of this name, if nobody has it yet at a provider, to whoever is there. */
  claim(login: string, at: { issuer: string; subject: string }): Promise<Account | null>;
  /** Null when the name is taken. */
  create(account: { login: string; name: string; roles: readonly string[]; passwordHash?: string }): Promise<Account | null>;
  /** Refuses what would leave nobody who can administrate. */
  change(id: string, change: { roles?: readonly string[]; disabled?: boolean }): Promise<Changed>;
  setPassword(id: string, passwordHash: string): Promise<void>;
}

const columns = { id: true, login: true, name: true, roles: true, disabledAt: true, createdAt: true } as const;

const canAdministrate = {
  roles: { has: "admin" },
  disabledAt: null,
  OR: [{ passwordHash: { not: null } }, { oidcSubject: { not: null } }],
};

export const accountsOf = ({ prisma }: Client): Accounts => ({
  count: () => prisma.account.count(),
  hasAdmin: async () => (await prisma.account.count({ where: canAdministrate })) > 0,
  list: async () => {
    const rows = await prisma.account.findMany({
      select: {
        ...columns,
        passwordHash: true,
        oidcSubject: true,
        sessions: { select: { seenAt: true }, orderBy: { seenAt: "desc" }, take: 1 },
      },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    });
    return rows.map(({ passwordHash, oidcSubject, sessions, ...account }) => ({
      ...account,
      ready: passwordHash !== null || oidcSubject !== null,
      seenAt: sessions[0]?.seenAt ?? null,
    }));
  },
  get: (id) => prisma.account.findUnique({ where: { id }, select: columns }),
  byLogin: (login) => prisma.account.findUnique({ where: { login }, select: { ...columns, passwordHash: true } }),
  byProvider: (oidcIssuer, oidcSubject) => prisma.account.findFirst({ where: { oidcIssuer, oidcSubject }, select: columns }),
  claim: async (login, { issuer, subject }) => {
    const { count } = await prisma.account.updateMany({
      where: { login, oidcSubject: null, disabledAt: null },
      data: { oidcIssuer: issuer, oidcSubject: subject },
    });
    return count === 0 ? null : prisma.account.findUnique({ where: { login }, select: columns });
  },
  create: ({ login, name, roles, passwordHash }) =>
    prisma.account
      .create({ data: { id: randomUUID(), login, name, roles: [...roles], passwordHash: passwordHash ?? null }, select: columns })
      .catch((cause: unknown) => {
        if (isTaken(cause)) return null;
        throw cause;
      }),
  change: (id, change) => changeAccount(prisma, id, change),
  setPassword: async (id, passwordHash) => {
    await prisma.account.update({ where: { id }, data: { passwordHash } });
  },
});

const changeAccount = (
  prisma: Client["prisma"],
  id: string,
  { roles, disabled }: { roles?: readonly string[]; disabled?: boolean },
): Promise<Changed> =>
  prisma
    .$transaction(async (tx) => {
      // Two admins who demote each other at once would both see the other one.
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('culprit accounts', 0))`;
      const before = await tx.account.count({ where: canAdministrate });
      const { count } = await tx.account.updateMany({
        where: { id },
        data: {
          ...(roles === undefined ? {} : { roles: [...roles] }),
          ...(disabled === undefined ? {} : { disabledAt: disabled ? new Date() : null }),
        },
      });
      if (count === 0) return "absent";
      if (before > 0 && (await tx.account.count({ where: canAdministrate })) === 0) throw new LastAdmin();
      if (disabled === true) await tx.session.deleteMany({ where: { accountId: id } });
      return "changed" as const;
    })
    .catch((error: unknown) => {
      if (error instanceof LastAdmin) return "lastAdmin" as const;
      throw error;
    });

/** Rolls the transaction back. */
class LastAdmin extends Error {}
