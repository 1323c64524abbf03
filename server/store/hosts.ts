import { randomUUID } from "node:crypto";
import type { Host, NewHost } from "../door/inventory.ts";
import type { Client } from "./client.ts";
import { isAbsent, isTaken } from "./refusal.ts";

/** Hosts that people choose from. */
export interface Inventory {
  list(): Promise<readonly Host[]>;
  /** When the newest investigation on each of these was started, by the name it was given there; without those that never were. */
  lastInvestigated(names: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  add(host: NewHost): Promise<Host>;
  /** Null when there is no such host. */
  update(id: string, change: Partial<NewHost>): Promise<Host | null>;
  /** False when there is no such host. */
  remove(id: string): Promise<boolean>;
}

/** A host's name is what it is chosen by. */
export interface NameTaken extends Error {
  readonly name: "NameTaken";
  readonly taken: string;
}

const columns = {
  id: true,
  name: true,
  address: true,
  port: true,
  user: true,
  netns: true,
  group: true,
  labels: true,
  keyFingerprint: true,
  keyBy: true,
  keyAt: true,
} as const;

const LAST = `select n as name, i.at from unnest($1::text[]) n
join lateral (select max(created_at) as at from investigation where host_names @> array[n] and sweep_id is null and not practice) i on i.at is not null`;

export const inventoryOf = ({ prisma, pool }: Client): Inventory => ({
  lastInvestigated: async (names) => {
    const { rows } = await pool.query<{ name: string; at: Date }>(LAST, [names]);
    return new Map(rows.map(({ name, at }) => [name, at]));
  },
  list: () => prisma.host.findMany({ select: columns, orderBy: { name: "asc" } }),
  add: (host) => prisma.host.create({ data: { ...dataOf(host), id: randomUUID() }, select: columns }).catch(nameTaken(host.name)),
  update: (id, change) =>
    prisma.host
      .update({ where: { id }, data: dataOf(change), select: columns })
      .catch(nullWhenAbsent)
      .catch(nameTaken(change.name ?? "")),
  remove: async (id) => (await prisma.host.deleteMany({ where: { id } })).count > 0,
});

const dataOf = <T extends Partial<NewHost>>({ labels, ...host }: T): Omit<T, "labels"> & { labels?: string[] } => ({
  ...host,
  ...(labels === undefined ? {} : { labels: [...labels] }),
});

const nameTaken =
  (name: string) =>
  (cause: unknown): never => {
    if (!isTaken(cause)) throw cause;
    throw Object.assign(new Error(`There is a host called ${name} already.`, { cause }), {
      name: "NameTaken",
      taken: name,
    });
  };

const nullWhenAbsent = (error: unknown): null => {
  if (isAbsent(error)) return null;
  throw error;
};
