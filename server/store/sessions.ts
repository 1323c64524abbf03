import { randomUUID } from "node:crypto";
import type { Account } from "./accounts.ts";
import type { Client } from "./client.ts";

/** A browser nobody used for half a day is signed out; nobody stays signed in for longer than a week. */
const IDLE_MS = 12 * 3_600_000;
export const SESSION_MS = 7 * 24 * 3_600_000;
/** How exactly "last seen" is known; each request would otherwise be a write. */
const SEEN_EVERY_MS = 60_000;

export interface SessionRow {
  readonly id: string;
  readonly address: string;
  readonly agent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

export interface Sessions {
  open(session: { accountId: string; tokenHash: string; address: string; agent: string }): Promise<string>;
  /** The account behind a session that counts now; null for all else. */
  find(tokenHash: string): Promise<{ readonly id: string; readonly account: Account } | null>;
  /** The account of a session that still counts, without touching it. */
  standing(id: string): Promise<Account | null>;
  list(accountId: string): Promise<readonly SessionRow[]>;
  /** False when the account has no such session. */
  close(id: string, accountId: string): Promise<boolean>;
  closeByToken(tokenHash: string): Promise<void>;
  closeAll(accountId: string, but?: string): Promise<number>;
}

const account = { select: { id: true, login: true, name: true, roles: true, disabledAt: true, createdAt: true } } as const;

const standing = () => ({
  expiresAt: { gt: new Date() },
  seenAt: { gt: new Date(Date.now() - IDLE_MS) },
  account: { disabledAt: null },
});

export const sessionsOf = ({ prisma }: Client): Sessions => ({
  open: async (session) => {
    await prisma.session.deleteMany({
      where: { OR: [{ expiresAt: { lt: new Date() } }, { seenAt: { lt: new Date(Date.now() - IDLE_MS) } }] },
    });
    const id = randomUUID();
    await prisma.session.create({ data: { ...session, id, expiresAt: new Date(Date.now() + SESSION_MS) } });
    return id;
  },
  find: async (tokenHash) => {
    const found = await prisma.session.findFirst({ where: { tokenHash, ...standing() }, select: { id: true, seenAt: true, account } });
    if (found === null) return null;
    if (found.seenAt.getTime() < Date.now() - SEEN_EVERY_MS)
      await prisma.session.updateMany({ where: { id: found.id }, data: { seenAt: new Date() } });
    return { id: found.id, account: found.account };
  },
  standing: async (id) => (await prisma.session.findFirst({ where: { id, ...standing() }, select: { account } }))?.account ?? null,
  list: (accountId) =>
    prisma.session.findMany({
      where: { accountId, ...standing() },
      select: { id: true, address: true, agent: true, createdAt: true, seenAt: true },
      orderBy: { seenAt: "desc" },
    }),
  close: async (id, accountId) => (await prisma.session.deleteMany({ where: { id, accountId } })).count > 0,
  closeByToken: async (tokenHash) => {
    await prisma.session.deleteMany({ where: { tokenHash } });
  },
  closeAll: async (accountId, but) =>
    (await prisma.session.deleteMany({ where: { accountId, ...(but === undefined ? {} : { id: { not: but } }) } })).count,
});
