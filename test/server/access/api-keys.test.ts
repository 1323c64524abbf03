import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KEY_RIGHTS, rightsOf, rightsOfKey, ROLES, type Visitor } from "#server/access/rights.ts";
import { apiKeyIn, hashOfToken, newApiKey } from "#server/access/token.ts";
import { onPeople } from "#server/door/people.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

let database: TestDatabase;
let store: Store;
let sql: pg.Client;
let mara: Visitor;
beforeAll(async () => {
  database = await openTestDatabase();
  const config = await database.fresh();
  store = await openStore(config);
  sql = new pg.Client(config);
  await sql.connect();
  const account = await store.access.accounts.create({ login: "mara", name: "Mara", roles: ["responder"] });
  mara = { kind: "person", id: account?.id ?? "", name: "Mara", via: "page", rights: rightsOf(["responder"]) };
});
afterAll(async () => {
  await sql.end();
  await store.close();
  await database.stop();
});

async function made(rights: readonly (typeof KEY_RIGHTS)[number][] = ["write"]): Promise<{ id: string; secret: string }> {
  const result = await onPeople(store.access, mara, { do: "makeKey", name: "export", rights: [...rights], days: 30 });
  if (!result.ok || result.secret === undefined) throw new Error("no key");
  return { id: result.id ?? "", secret: result.secret };
}
const find = (secret: string) => store.access.apiKeys.find(hashOfToken(secret));

test("a key is told once; the database has its hash", async () => {
  const { secret } = await made();
  expect(secret).toMatch(/^culprit_[\w-]{43}$/);
  expect((await find(secret))?.account.name).toBe("Mara");
  const { rows } = await sql.query<{ all: string }>("select string_agg(api_key::text, ' ') as all from api_key");
  expect(rows[0]?.all).not.toContain(secret.slice(8));
});

test("a key ends when it is revoked by its owner, when it expires, and with its account", async () => {
  const [revoked, expired, orphan] = [await made(), await made(), await made()];
  const other: Visitor = { ...mara, id: "somebody else" };
  expect(await onPeople(store.access, other, { do: "revokeKey", key: revoked.id })).toMatchObject({ ok: false, status: 404 });
  expect(await find(revoked.secret)).not.toBeNull();
  await onPeople(store.access, mara, { do: "revokeKey", key: revoked.id });
  await sql.query("update api_key set expires_at = now() - interval '1 second' where id = $1", [expired.id]);
  expect(await find(revoked.secret)).toBeNull();
  expect(await find(expired.secret)).toBeNull();
  expect(await store.access.apiKeys.standing(expired.id)).toBeNull();
  await sql.query("update account set disabled_at = now()");
  expect(await find(orphan.secret)).toBeNull();
  await sql.query("update account set disabled_at = null");
});

test("a key may what it was made for, as far as its account may now, and can always read", () => {
  const rights = (of: readonly string[], roles: readonly string[]): readonly string[] => [...rightsOfKey(of, roles)].toSorted();
  expect(rights([], ["responder"])).toEqual(["read"]);
  expect(rights(["investigate", "trust"], ["responder"])).toEqual(["investigate", "read"]);
  expect(rights(["investigate"], ["viewer"])).toEqual(["read"]);
  expect(rights(["investigate"], [])).toEqual([]);
});

test.each(ROLES)("no key of a %s lets people in, makes keys or changes the account, whatever stands in the database", (role) => {
  const rights = rightsOfKey([...KEY_RIGHTS, "people", "own"], [role]);
  expect(rights.has("people") || rights.has("own")).toBe(false);
});

test("the header is read strictly", () => {
  const key = newApiKey();
  expect(apiKeyIn(`Bearer ${key}`)).toBe(key);
  expect(apiKeyIn(null)).toBeUndefined();
  for (const header of ["", key, `Basic ${key}`, `Bearer ${key} x`, "Bearer other", "Bearer "]) expect(apiKeyIn(header), header).toBeNull();
});
