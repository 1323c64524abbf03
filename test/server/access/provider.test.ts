import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Provider } from "#server/access/entry.ts";
import { beginTrip, endTrip, type Trip } from "#server/access/provider.ts";
import { tripCookie, tripOf } from "#server/access/trip-cookie.ts";
import { hashOfToken } from "#server/access/token.ts";
import { enterAs } from "#server/door/provider.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

/** Against a real OpenID provider in a process of its own. */
const BACK = "https://culprit.example.net/api/v1/session/provider/callback";
const from = { address: "192.0.2.7", agent: "Firefox", old: null };

let child: ChildProcess;
let provider: Provider;
let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  child = spawn(process.execPath, [join(import.meta.dirname, "provider.mjs"), BACK], { stdio: ["ignore", "pipe", "ignore"] });
  const issuer = await new Promise<string>((done, fail) => {
    child.stdout?.setEncoding("utf8").once("data", (text: string) => done(text.trim()));
    child.once("exit", () => fail(new Error("the provider ended")));
  });
  provider = { issuer, clientId: "culprit", secret: "a secret of the test", name: "Example" };
  database = await openTestDatabase();
  store = await openStore(await database.fresh());
});
afterAll(async () => {
  child.kill();
  await store.close();
  await database.stop();
});

/** What a browser does at the provider: its forms for name and consent, with its cookies. Ends where it is sent back to us. */
async function atProvider(url: string, login: string): Promise<URL> {
  const jar = new Map<string, string>();
  const go = async (to: string, body?: Record<string, string>): Promise<Response> => {
    const answer = await fetch(to, {
      redirect: "manual",
      method: body === undefined ? "GET" : "POST",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(body === undefined ? {} : { body: new URLSearchParams(body) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  let at = url;
  for (let step = 0; step < 12; step += 1) {
    const answer = await go(at);
    let location = answer.headers.get("location");
    if (location === null) {
      const page = await answer.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
      location = (await go(at, { prompt, login, password: "any" })).headers.get("location");
    }
    if (location === null) throw new Error(`nowhere to go from ${at}`);
    if (location.startsWith(BACK)) return new URL(location);
    at = new URL(location, at).href;
  }
  throw new Error("the provider never sent us back");
}

async function trip(login: string): Promise<{ back: URL; trip: Trip }> {
  const begun = await beginTrip(provider, BACK, "/hosts");
  return { back: await atProvider(begun.url, login), trip: begun.trip };
}

test("whoever was invited under their verified address comes in, and is known by their subject afterwards", async () => {
  await store.access.accounts.create({ login: "mara@example.net", name: "Mara", roles: ["responder"] });
  const first = await trip("mara");
  const proven = await endTrip(provider, first.back, first.trip);
  expect(proven).toEqual({ issuer: provider.issuer, subject: "mara", email: "mara@example.net" });
  const entered = await enterAs(store.access, proven, from);
  expect((await store.access.sessions.find(hashOfToken(entered?.token ?? "")))?.account).toMatchObject({
    name: "Mara",
    roles: ["responder"],
  });
  expect(await enterAs(store.access, { ...proven, email: null }, from)).not.toBeNull();
  // Whoever gets the address later is somebody else.
  expect(await enterAs(store.access, { ...proven, subject: "another" }, from)).toBeNull();
  expect(await enterAs(store.access, { ...proven, issuer: "https://other.example" }, from)).toBeNull();
  const mara = await store.access.accounts.byProvider(proven.issuer, proven.subject);
  await store.access.accounts.change(mara?.id ?? "", { disabled: true });
  expect(await enterAs(store.access, proven, from), "disabled").toBeNull();
});

test("nobody comes in who was not invited, whose address is not verified, or who is disabled", async () => {
  const stranger = await trip("stranger");
  expect(await enterAs(store.access, await endTrip(provider, stranger.back, stranger.trip), from)).toBeNull();
  const ben = await store.access.accounts.create({ login: "ben@example.net", name: "Ben", roles: ["viewer"] });
  const plain = await trip("plain-ben");
  const proven = await endTrip(provider, plain.back, plain.trip);
  expect(proven.email).toBeNull();
  expect(await enterAs(store.access, proven, from)).toBeNull();
  await store.access.accounts.change(ben?.id ?? "", { disabled: true });
  expect(await enterAs(store.access, { ...proven, email: "ben@example.net" }, from)).toBeNull();
});

test("an answer counts for the browser that asked, and once", async () => {
  const [one, other] = [await trip("mara"), await beginTrip(provider, BACK, "/")];
  await expect(endTrip(provider, one.back, other.trip), "planted in another browser").rejects.toThrow();
  await expect(endTrip(provider, one.back, { ...one.trip, verifier: other.trip.verifier }), "a code that was caught").rejects.toThrow();
  const two = await trip("mara");
  await expect(endTrip(provider, two.back, { ...two.trip, nonce: other.trip.nonce }), "an identity for another trip").rejects.toThrow();
  for (const [name, value] of [
    ["state", other.trip.state],
    ["iss", "https://other.example"],
  ] as const) {
    const { back, trip: asked } = await trip("mara");
    back.searchParams.set(name, value);
    await expect(endTrip(provider, back, asked), `an answer with another ${name}`).rejects.toThrow();
  }
  const three = await trip("mara");
  await endTrip(provider, three.back, three.trip);
  await expect(endTrip(provider, three.back, three.trip), "used twice").rejects.toThrow();
});

test("what the browser keeps meanwhile is its cookie, and nothing else is taken for it", async () => {
  const headers = (cookie: string): Headers => new Headers({ cookie, "x-culprit-origin": "https://culprit.example.net" });
  const { trip: kept } = await beginTrip(provider, BACK, "/hosts");
  const cookie = tripCookie(headers(""), kept);
  expect(cookie).toMatch(/; Path=\/api\/v1\/session\/provider; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
  expect(tripOf(headers(`a=b; ${cookie.split(";")[0]}`))).toEqual(kept);
  for (const wrong of ["", "culprit-provider=e30", "culprit-provider=x", "xculprit-provider=e30"])
    expect(tripOf(headers(wrong))).toBeNull();
});
