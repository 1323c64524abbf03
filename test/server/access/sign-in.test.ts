import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashOfPassword, passwordFits } from "#server/access/password.ts";
import { networkOf, waitAfter } from "#server/access/patience.ts";
import { rightsOf, type Visitor } from "#server/access/rights.ts";
import { setEntry } from "#server/access/entry.ts";
import { hashOfToken } from "#server/access/token.ts";
import { newLink, onPeople } from "#server/door/people.ts";
import { recordEntry } from "#server/door/came-and-went.ts";
import { invitationOf, join, signIn, type Entered, type From } from "#server/door/sign-in.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const PASSWORD = "correct horse battery";
const from: From = { address: "192.0.2.7", agent: "Firefox", old: null };

let database: TestDatabase;
let store: Store;
let sql: pg.Client;
let mara: string;
beforeAll(async () => {
  database = await openTestDatabase();
  const config = await database.fresh();
  sql = new pg.Client(config);
  await sql.connect();
  store = await openStore(config);
  setEntry({ accounts: true, origin: "https://culprit.example.net" });
});
beforeEach(async () => {
  await empty();
  const account = await store.access.accounts.create({
    login: "mara",
    name: "Mara Lind",
    roles: ["admin"],
    passwordHash: await hashOfPassword(PASSWORD),
  });
  mara = account?.id ?? "";
});
afterAll(async () => {
  await sql.end();
  await store.close();
  await database.stop();
});

/** Faster than a database for each test. */
const empty = () => sql.query("truncate account, session, invitation, sign_in_try cascade");

const admin = (session = "none"): Visitor => ({
  kind: "person",
  id: mara,
  name: "Mara Lind",
  via: "page",
  rights: rightsOf(["admin"]),
  signedIn: { session },
});

function tokenOf(entered: Entered): string {
  if (!entered.ok) throw new Error(entered.message);
  return entered.token;
}

const enter = async (password = PASSWORD, over: Partial<From> = {}): Promise<Entered> =>
  signIn(store.access, { login: " Mara ", password }, { ...from, ...over });

describe("signing in", () => {
  test("opens a session of which the database knows the hash only", async () => {
    const token = tokenOf(await enter());
    const found = await store.access.sessions.find(hashOfToken(token));
    expect(found?.account).toMatchObject({ id: mara, name: "Mara Lind", roles: ["admin"] });
    expect(await store.access.sessions.find(token)).toBeNull();
    expect(token).toMatch(/^[\w-]{43}$/);
  });

  test("a session that the browser brought along is over, and its token is never taken up (fixation)", async () => {
    const planted = "a-token-that-somebody-else-knows";
    const token = tokenOf(await enter(PASSWORD, { old: planted }));
    expect(token).not.toBe(planted);
    expect(await store.access.sessions.find(hashOfToken(planted))).toBeNull();
    const next = tokenOf(await enter(PASSWORD, { old: token }));
    expect(await store.access.sessions.find(hashOfToken(token))).toBeNull();
    expect(await store.access.sessions.find(hashOfToken(next))).not.toBeNull();
  });

  test("says the same of a wrong password, an unknown name and a disabled account", async () => {
    const ben = await store.access.accounts.create({ login: "ben", name: "Ben", roles: [], passwordHash: await hashOfPassword(PASSWORD) });
    await store.access.accounts.change(ben?.id ?? "", { disabled: true });
    const wrong = await enter("wrong horse battery");
    const unknown = await signIn(store.access, { login: "nobody", password: PASSWORD }, from);
    const disabled = await signIn(store.access, { login: "ben", password: PASSWORD }, from);
    expect(wrong).toEqual({ ok: false, status: 401, message: "Name or password is wrong." });
    expect([unknown, disabled]).toEqual([wrong, wrong]);
  });

  test("an unknown name takes as long as a known one", async () => {
    const stored = await hashOfPassword(PASSWORD);
    const costs = { known: [] as number[], unknown: [] as number[] };
    for (let n = 0; n < 6; n += 1)
      for (const who of ["known", "unknown"] as const) {
        const since = performance.now();
        await passwordFits("wrong horse battery", who === "known" ? stored : null);
        costs[who].push(performance.now() - since);
      }
    // The fastest of six on a busy machine. Without the work it would be a thousand times faster.
    const [known, unknown] = [Math.min(...costs.known), Math.min(...costs.unknown)];
    expect(Math.min(known, unknown) / Math.max(known, unknown)).toBeGreaterThan(0.2);
    expect(await passwordFits(PASSWORD, null)).toBe(false);
  });

  test("guessing gets slow for the name, also when all guesses come at once, and the right password waits too", async () => {
    const tries = await Promise.all(
      Array.from({ length: 30 }, (_, n) => store.access.tries.begin({ login: "mara", network: `192.0.2.${n}` })),
    );
    const counted = tries.filter((one) => "id" in one).length;
    // A busy machine may take longer than the first waits of 1, 2 and 4 seconds.
    expect(counted).toBeGreaterThanOrEqual(5);
    expect(counted).toBeLessThanOrEqual(9);
    for (let n = 0; n < 12; n += 1)
      await sql.query("insert into sign_in_try (id, login, address) values (gen_random_uuid(), 'mara', '192.0.2.1')");
    expect(await enter()).toMatchObject({ ok: false, status: 429 });
    expect(await signIn(store.access, { login: "somebody", password: PASSWORD }, from)).toMatchObject({ status: 401 });
  });

  test("guessing gets slow for an address that tries many names, known or not", async () => {
    for (let n = 0; n < 20; n += 1) await store.access.tries.begin({ login: `user${n}`, network: networkOf("2001:db8::1") });
    const entered = await signIn(store.access, { login: "mara", password: PASSWORD }, { ...from, address: "2001:db8::ffff" });
    expect(entered).toMatchObject({ ok: false, status: 429 });
    expect((await enter()).ok).toBe(true);
  });

  test("success forgives what was mistyped before", async () => {
    for (let n = 0; n < 4; n += 1) await enter(`mistyped ${n}`);
    expect((await enter()).ok).toBe(true);
    for (let n = 0; n < 4; n += 1) expect(await enter(`mistyped ${n}`)).toMatchObject({ status: 401 });
  });

  test("the wait doubles, is bounded, and passes", () => {
    const wait = (count: number, sinceMs = 0): number => waitAfter({ login: { count, sinceMs }, address: { count: 0, sinceMs: 0 } });
    expect([4, 5, 6, 7].map((count) => wait(count))).toEqual([0, 1_000, 2_000, 4_000]);
    expect(wait(100)).toBe(300_000);
    expect(wait(6, 2_000)).toBe(0);
  });

  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("the record", () => {
  test("tells who came in, from where, and whose name was tried; never what was typed where no account is", async () => {
    const told = async (login: string, password: string): Promise<void> => {
      const entered = await signIn(store.access, { login, password }, from);
      await recordEntry(store, "signIn", { entered, login, from });
    };
    await told("mara", PASSWORD);
    await told("Mara", "wrong horse battery");
    await told("a password in the wrong field", "x");
    const entries = (await store.records.all()).map(
      ({ text }) => JSON.parse(text) as { outcome: string; about: unknown; actor: { name: string } },
    );
    expect(entries.map(({ outcome, about, actor }) => [actor.name, outcome, about])).toEqual([
      ["Mara Lind", "done", { login: "mara", address: "192.0.2.7" }],
      ["Mara Lind", "refused 401", { login: "mara", address: "192.0.2.7" }],
    ]);
  });
});

describe("sessions", () => {
  test("end when they are revoked, and with them what the account may", async () => {
    const [one, two] = [tokenOf(await enter()), tokenOf(await enter())];
    const first = await store.access.sessions.find(hashOfToken(one));
    await onPeople(store.access, admin(first?.id), { do: "endOtherSessions" });
    expect(await store.access.sessions.find(hashOfToken(two))).toBeNull();
    expect(await store.access.sessions.find(hashOfToken(one))).not.toBeNull();
    expect(await onPeople(store.access, admin(), { do: "endSession", session: first?.id ?? "" })).toEqual({ ok: true });
    expect(await store.access.sessions.find(hashOfToken(one))).toBeNull();
  });

  test.each([
    ["nobody used it for half a day", "update session set seen_at = now() - interval '12 hours 1 second'"],
    ["it is a week old", "update session set expires_at = now() - interval '1 second'"],
    ["its account is disabled, however that came", "update account set disabled_at = now()"],
  ])("end when %s", async (_why, then) => {
    const token = tokenOf(await enter());
    const session = await store.access.sessions.find(hashOfToken(token));
    await sql.query(then);
    expect(await store.access.sessions.find(hashOfToken(token))).toBeNull();
    expect(await store.access.sessions.standing(session?.id ?? "")).toBeNull();
  });

  test("nobody ends a session of somebody else", async () => {
    const session = await store.access.sessions.find(hashOfToken(tokenOf(await enter())));
    const other: Visitor = { ...admin(), id: "somebody else" };
    expect(await onPeople(store.access, other, { do: "endSession", session: session?.id ?? "" })).toMatchObject({ ok: false, status: 404 });
    expect(await store.access.sessions.standing(session?.id ?? "")).not.toBeNull();
  });

  test("end with the account, and with a new password all others end", async () => {
    const ben = await onPeople(store.access, admin(), { do: "invite", login: "ben", name: "Ben", roles: ["responder"] });
    if (!ben.ok || ben.link === undefined) throw new Error("not invited");
    const token = tokenOf(await join(store.access, { token: ben.link.split("#")[1], password: PASSWORD }, from));
    expect((await store.access.sessions.find(hashOfToken(token)))?.account.roles).toEqual(["responder"]);
    await onPeople(store.access, admin(), { do: "disableAccount", account: ben.id ?? "" });
    expect(await store.access.sessions.find(hashOfToken(token))).toBeNull();

    const mine = tokenOf(await enter());
    const other = tokenOf(await enter());
    const session = (await store.access.sessions.find(hashOfToken(mine)))?.id;
    const wrong = await onPeople(store.access, admin(session), {
      do: "changePassword",
      current: "guess guess guess",
      next: "four words and more",
    });
    expect(wrong).toMatchObject({ ok: false, fields: { current: "Wrong." } });
    expect(await onPeople(store.access, admin(session), { do: "changePassword", current: PASSWORD, next: "four words and more" })).toEqual({
      ok: true,
    });
    expect(await store.access.sessions.find(hashOfToken(other))).toBeNull();
    expect(await store.access.sessions.find(hashOfToken(mine))).not.toBeNull();
    expect((await enter("four words and more")).ok).toBe(true);
  });
});

describe("invitations", () => {
  test("work once, also when two take one up at the same moment", async () => {
    const invited = await onPeople(store.access, admin(), { do: "invite", login: "ben", name: "Ben", roles: ["viewer"] });
    if (!invited.ok || invited.link === undefined) throw new Error("not invited");
    expect(invited.link).toMatch(/^https:\/\/culprit\.example\.net\/join#[\w-]{43}$/);
    const token = invited.link.split("#")[1] ?? "";
    expect(await invitationOf(store.access, token)).toEqual({ login: "ben", name: "Ben" });
    const both = await Promise.all(
      ["one two three four", "five six seven eight"].map((password) => join(store.access, { token, password }, from)),
    );
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ status: 410 });
    expect(await invitationOf(store.access, token)).toBeNull();
  });

  test("cannot be used to take another name or role, and a new link takes the place of the old one", async () => {
    const invited = await onPeople(store.access, admin(), { do: "invite", login: "ben", name: "Ben", roles: ["viewer"] });
    if (!invited.ok) throw new Error(invited.message);
    const again = await onPeople(store.access, admin(), { do: "inviteAgain", account: invited.id ?? "" });
    const [old, token] = [invited, again].map((one) => (one.ok ? one.link?.split("#")[1] : ""));
    expect(await join(store.access, { token: old, password: PASSWORD }, from)).toMatchObject({ ok: false, status: 410 });
    expect((await join(store.access, { token, login: "root", name: "Root", password: PASSWORD }, from)).ok).toBe(true);
    expect(await store.access.accounts.byLogin("root")).toBeNull();
    expect((await store.access.accounts.byLogin("ben"))?.roles).toEqual(["viewer"]);
  });

  test("end after three days; a password set by one ends whoever was in with the one before", async () => {
    const before = tokenOf(await enter());
    const link = async (): Promise<string> => (await newLink(store.access, mara)).split("#")[1] ?? "";
    const late = await link();
    await sql.query("update invitation set expires_at = expires_at - interval '72 hours'");
    expect(await invitationOf(store.access, late)).toBeNull();
    expect(await join(store.access, { token: late, password: PASSWORD }, from)).toMatchObject({ ok: false, status: 410 });
    expect(await store.access.invitations.take(hashOfToken(late))).toBe(false);
    expect((await join(store.access, { token: await link(), password: "another four words" }, from)).ok).toBe(true);
    expect(await store.access.sessions.find(hashOfToken(before))).toBeNull();
  });

  test("the one of the first start makes one administrator, once, and none after three days", async () => {
    const first = async (): Promise<string> => (await newLink(store.access, null)).split("#")[1] ?? "";
    const [replaced, token] = [await first(), await first()];
    expect(await join(store.access, { token: replaced, login: "eve", password: PASSWORD }, from)).toMatchObject({ status: 410 });
    expect(await join(store.access, { token, login: "mara", password: PASSWORD }, from)).toMatchObject({ status: 409 });
    const both = await Promise.all(["ada", "eve"].map((login) => join(store.access, { token, login, password: PASSWORD }, from)));
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    const made = (await store.access.accounts.list()).filter(({ login }) => login !== "mara");
    expect(made.map(({ roles }) => roles)).toEqual([["admin"]]);
    const late = await first();
    await sql.query("update invitation set expires_at = now() - interval '1 second'");
    expect(await join(store.access, { token: late, login: "eve2", password: PASSWORD }, from)).toMatchObject({ status: 410 });
  });

  test.each(["short", "maramaramara", "aaaaaaaaaaaaaaaa"])("refuse the password %s and stay", async (password) => {
    const invited = await onPeople(store.access, admin(), { do: "inviteAgain", account: mara });
    const token = invited.ok ? invited.link?.split("#")[1] : "";
    expect(await join(store.access, { token, password }, from)).toMatchObject({ ok: false, status: 400 });
    expect(await invitationOf(store.access, token ?? "")).not.toBeNull();
  });
});

describe("administrators", () => {
  test("the last one can neither be disabled nor demoted; of two at once, one stays", async () => {
    expect(await onPeople(store.access, admin(), { do: "disableAccount", account: mara })).toMatchObject({ ok: false, status: 409 });
    expect(await onPeople(store.access, admin(), { do: "setRoles", account: mara, roles: ["viewer"] })).toMatchObject({ status: 409 });
    const passwordHash = await hashOfPassword(PASSWORD);
    const ben = await store.access.accounts.create({ login: "ben", name: "Ben", roles: ["admin"], passwordHash });
    const both = await Promise.all([mara, ben?.id ?? ""].map((id) => store.access.accounts.change(id, { roles: ["viewer"] })));
    expect(both.toSorted()).toEqual(["changed", "lastAdmin"]);
    expect(await store.access.accounts.hasAdmin()).toBe(true);
  });
});
