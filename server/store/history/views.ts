import { randomUUID } from "node:crypto";
import type { Client } from "../client.ts";

/** Search and filters under a name. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** The query of the page's address. */
  readonly query: string;
}

export interface Views {
  list(personId: string): Promise<readonly SavedView[]>;
  /** In place of the one of the same name. False when there are too many. */
  save(personId: string, view: Omit<SavedView, "id">): Promise<boolean>;
  /** False when this person has none of that id. */
  drop(personId: string, id: string): Promise<boolean>;
}

/** More stand in no row of tabs. */
const MOST = 20;

export const viewsOf = ({ prisma }: Client): Views => ({
  list: (personId) =>
    prisma.savedView.findMany({ where: { personId }, orderBy: { createdAt: "asc" }, select: { id: true, name: true, query: true } }),
  save: async (personId, { name, query }) => {
    const others = await prisma.savedView.count({ where: { personId, name: { not: name } } });
    if (others >= MOST) return false;
    await prisma.savedView.upsert({
      where: { personId_name: { personId, name } },
      create: { id: randomUUID(), personId, name, query },
      update: { query },
    });
    return true;
  },
  drop: async (personId, id) => (await prisma.savedView.deleteMany({ where: { id, personId } })).count > 0,
});
