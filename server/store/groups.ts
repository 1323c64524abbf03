import { CLOSED, OUTSIDE, type Grant, type Ground } from "../access/groups.ts";
import type { Client } from "./client.ts";

/** Which hosts belong together, and who may do what on them. */
export interface Groups {
  /** Null where no host has a group and nothing is granted: then roles alone say who may act where. */
  ground(): Promise<Ground | null>;
  /** In place of what was granted there; no rights take it away. */
  grant(grant: Grant): Promise<void>;
  /** Whether hosts outside the inventory need a grant. Opening them takes away what was granted there. */
  closeOutside(closed: boolean): Promise<void>;
  /** False when there is no such host. */
  move(host: string, group: string | null): Promise<boolean>;
}

export const groupsOf = ({ prisma, pool }: Client): Groups => ({
  ground: async () => {
    const grants = await prisma.hostGrant.findMany({ orderBy: [{ group: "asc" }, { grantee: "asc" }] });
    if (grants.length === 0 && (await prisma.host.findFirst({ where: { group: { not: null } }, select: { id: true } })) === null)
      return null;
    const rows = await prisma.host.findMany({
      where: { practice: false },
      select: { id: true, name: true, address: true, port: true, group: true },
      orderBy: { name: "asc" },
    });
    return { rows, grants: grants.map(({ group, grantee, rights }) => ({ group, to: grantee, rights })) };
  },
  grant: async ({ group, to, rights }) => {
    if (rights.length === 0) await prisma.hostGrant.deleteMany({ where: { group, grantee: to } });
    else
      await pool.query(
        `insert into host_grant ("group", grantee, rights) values ($1, $2, $3)
        on conflict ("group", grantee) do update set rights = excluded.rights`,
        [group, to, rights],
      );
  },
  closeOutside: async (closed) => {
    if (!closed) await prisma.hostGrant.deleteMany({ where: { group: OUTSIDE } });
    else
      await pool.query(`insert into host_grant ("group", grantee, rights) values ($1, $2, '{}') on conflict do nothing`, [OUTSIDE, CLOSED]);
  },
  move: async (id, group) => (await prisma.host.updateMany({ where: { id }, data: { group } })).count > 0,
});
