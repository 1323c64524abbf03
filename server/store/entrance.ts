import { randomUUID } from "node:crypto";
import { TRIES_COUNT_MS, waitAfter } from "../access/patience.ts";
import type { Client } from "./client.ts";

/** Links that work once. */
export interface Invitations {
  /** A new link takes the place of the older ones for the same account. */
  make(invitation: { tokenHash: string; accountId: string | null; forMs: number }): Promise<void>;
  /** What a link is for, while it counts; `login` is null for the one that makes the first administrator. */
  find(
    tokenHash: string,
  ): Promise<{ readonly accountId: string | null; readonly login: string | null; readonly name: string | null } | null>;
  /** True for exactly one of those who take it up. */
  take(tokenHash: string): Promise<boolean>;
}

/** How often somebody may try to sign in. */
export interface Tries {
  /** Counts a try, or says how long to wait, ms. Tries at once are counted one after the other. */
  begin(who: { login: string; network: string }): Promise<{ readonly id: string } | { readonly waitMs: number }>;
  /** It succeeded: this one and earlier ones of the same name count no more. */
  succeeded(id: string, login: string): Promise<void>;
}

export const invitationsOf = ({ prisma }: Client): Invitations => ({
  make: async ({ tokenHash, accountId, forMs }) => {
    await prisma.$transaction([
      prisma.invitation.deleteMany({ where: { OR: [{ accountId }, { expiresAt: { lt: new Date() } }] } }),
      prisma.invitation.create({ data: { id: randomUUID(), tokenHash, accountId, expiresAt: new Date(Date.now() + forMs) } }),
    ]);
  },
  find: async (tokenHash) => {
    const found = await prisma.invitation.findFirst({
      where: { tokenHash, expiresAt: { gt: new Date() }, OR: [{ accountId: null }, { account: { disabledAt: null } }] },
      select: { accountId: true, account: { select: { login: true, name: true } } },
    });
    return found === null ? null : { accountId: found.accountId, login: found.account?.login ?? null, name: found.account?.name ?? null };
  },
  take: async (tokenHash) => (await prisma.invitation.deleteMany({ where: { tokenHash, expiresAt: { gt: new Date() } } })).count > 0,
});

export const triesOf = ({ prisma }: Client): Tries => ({
  begin: ({ login, network }) =>
    prisma.$transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('culprit sign-in', 0))`;
      const now = Date.now();
      const since = new Date(now - TRIES_COUNT_MS);
      const failed = async (where: { login: string } | { address: string }) => {
        const { _count, _max } = await tx.signInTry.aggregate({ where: { ...where, at: { gt: since } }, _count: true, _max: { at: true } });
        return { count: _count, sinceMs: now - (_max.at?.getTime() ?? 0) };
      };
      const waitMs = waitAfter({ login: await failed({ login }), address: await failed({ address: network }) });
      if (waitMs > 0) return { waitMs };
      await tx.signInTry.deleteMany({ where: { at: { lt: since } } });
      const id = randomUUID();
      await tx.signInTry.create({ data: { id, login, address: network, at: new Date(now) } });
      return { id };
    }),
  succeeded: async (id, login) => {
    await prisma.signInTry.deleteMany({ where: { OR: [{ id }, { login }] } });
  },
});
