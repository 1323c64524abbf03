import { randomUUID } from "node:crypto";
import { fingerprintOf } from "../public-key.ts";
import type { PinStore } from "../ssh/host-keys.ts";
import type { Client } from "./client.ts";

/** A host key that a person approved. `key` is base64, as in known_hosts. */
export interface ApprovedKey {
  readonly address: string;
  readonly port: number;
  readonly algorithm: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly approvedBy: string;
}

export interface Keys {
  list(): Promise<readonly (ApprovedKey & { readonly approvedAt: Date })[]>;
  /** A second approval of the same key changes nothing. False: another key of the same kind is approved, and nothing is until that one is forgotten. */
  approve(key: ApprovedKey): Promise<boolean>;
  /** False when no key was known. */
  forget(address: string, port: number): Promise<boolean>;
}

const columns = {
  address: true,
  port: true,
  algorithm: true,
  key: true,
  fingerprint: true,
  approvedBy: true,
  approvedAt: true,
} as const;

export const keysOf = ({ prisma, pool }: Client): Keys => ({
  list: () =>
    prisma.pinnedKey.findMany({
      select: columns,
      orderBy: [{ address: "asc" }, { port: "asc" }, { algorithm: "asc" }],
    }),
  approve: async ({ address, port, algorithm, key, fingerprint, approvedBy }) => {
    await pool.query(
      `
      insert into pinned_key (id, address, port, algorithm, key, fingerprint, approved_by) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (address, port, algorithm) do nothing`,
      [randomUUID(), address, port, algorithm, key, fingerprint, approvedBy],
    );
    const { rows } = await pool.query<{ key: string }>("select key from pinned_key where address = $1 and port = $2 and algorithm = $3", [
      address,
      port,
      algorithm,
    ]);
    return rows[0]?.key === key;
  },
  forget: async (address, port) => (await prisma.pinnedKey.deleteMany({ where: { address, port } })).count > 0,
});

/** The same table as the SSH side sees it. */
export const pinsOf = (client: Client): PinStore => ({
  find: async (host, port) => {
    const rows = await client.prisma.pinnedKey.findMany({ where: { address: host, port }, select: columns });
    return rows.map(({ address, algorithm, key, approvedBy, approvedAt }) => ({
      host: address,
      port,
      algorithm,
      key: Buffer.from(key, "base64"),
      where: `Culprit's approved keys (${approvedBy === "" ? "" : `${approvedBy}, `}${approvedAt.toISOString().slice(0, 10)})`,
    }));
  },
  add: async ({ host: address, port, algorithm, key, approvedBy = "" }) => {
    const approved = { address, port, algorithm, key: key.toString("base64"), fingerprint: fingerprintOf(key), approvedBy };
    if (!(await keysOf(client).approve(approved)))
      throw new Error(`Another ${algorithm} key of ${address}:${port} is pinned; it must be forgotten first.`);
  },
});
