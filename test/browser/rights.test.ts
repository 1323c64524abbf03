import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOfPassword } from "#server/access/password.ts";
import { rightsOf, ROLES, type Role } from "#server/access/rights.ts";
import { hashOfToken, newApiKey, newToken } from "#server/access/token.ts";
import { web } from "#server/web.ts";
import { places, type Place } from "../server/access/registry.ts";
import { makeLog } from "../app/log.ts";
import { ALERTMANAGER } from "../server/alerts/samples.ts";
import { openSite, type Site } from "./site.ts";

/** Every route and page as the built server serves it, asked by everybody: nobody, each role, and a session that is over. */

const PASSWORD = "correct horse battery";

describe("with accounts", () => {
  let site: Site;
  let investigation: string;
  const tokens = new Map<Role | "none" | "over", string>();
  beforeAll(async () => {
    site = await openSite({ accounts: true });
    investigation = await site.put(makeLog());
    const { access } = (await web()).store;
    for (const role of [...ROLES, "none", "over"] as const) {
      const account = await access.accounts.create({
        login: role,
        name: role,
        roles: role === "none" ? [] : [role === "over" ? "admin" : role],
        ...(role === "admin" ? { passwordHash: await hashOfPassword(PASSWORD) } : {}),
      });
      const token = newToken();
      await access.sessions.open({ accountId: account?.id ?? "", tokenHash: hashOfToken(token), address: "127.0.0.1", agent: "test" });
      if (role === "over") await access.sessions.closeAll(account?.id ?? "");
      tokens.set(role, token);
    }
  });
  afterAll(() => site.stop());

  const pathOf = ({ path }: Place): string =>
    path
      .replace("/investigations/[id]", `/investigations/${investigation}`)
      .replace("[obs]", "none")
      .replace("[runbook]", "small-packet-loss");

  async function ask(place: Place, who: Role | "none" | "over" | null, headers: Record<string, string> = {}): Promise<Response> {
    const changes = place.method !== "page" && place.method !== "GET";
    const answer = await fetch(site.url + pathOf(place), {
      method: place.method === "page" ? "GET" : place.method,
      redirect: "manual",
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(who === null ? {} : { cookie: `culprit-session=${tokens.get(who)}` }),
        ...(changes ? { origin: site.url, "content-type": "application/json" } : {}),
        ...headers,
      },
      // Nothing that any route takes for an action: only the guard can say no with 401 or 403.
      ...(changes ? { body: "{}" } : {}),
    });
    return answer;
  }

  /** Who stays outside, who lacks the right, who is let in. */
  async function outcome(place: Place, who: Role | "none" | "over" | null): Promise<"signIn" | "lacks" | "in"> {
    const answer = await ask(place, who);
    const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") === true;
    const text = isStream ? "" : await answer.text();
    if (isStream) await answer.body?.cancel();
    if (answer.status === 401) return "signIn";
    if (answer.status === 307 && answer.headers.get("location")?.startsWith("/sign-in?to=%2F") === true) return "signIn";
    if (answer.status === 403 || (place.method === "page" && text.includes("Not for this account"))) return "lacks";
    expect([200, 303, 307, 400, 404, 409, 410, 415]).toContain(answer.status);
    return "in";
  }

  const guarded = places().filter(({ needs }) => needs !== null);

  test.each(guarded)("$method $path is for those with the right to $needs", async (place) => {
    const right = place.needs ?? null;
    expect(await outcome(place, null), "nobody").toBe("signIn");
    expect(await outcome(place, "over"), "a session that is over").toBe("signIn");
    expect(await outcome(place, "none"), "without any role").toBe("lacks");
    // Signing out ends the session it is tried with; whether a role may, the registry's own test says.
    if (place.method === "DELETE") return;
    const may = async (role: Role): Promise<void> =>
      expect(await outcome(place, role), role).toBe(right !== null && rightsOf([role]).has(right) ? "in" : "lacks");
    await Promise.all(ROLES.map(may));
  });

  test.each(places().filter(({ needs }) => needs === null))("$method $path is for all", async (place) => {
    expect(await outcome(place, null)).toBe("in");
  });

  test("a file that no guard knows stays behind the front gate", async () => {
    for (const path of ["/nowhere", "/api/v1/nowhere", "/_next/data/x.json", "/%2e%2e/hosts", "//hosts"])
      expect([307, 401, 421]).toContain((await fetch(site.url + path, { redirect: "manual" })).status);
  });

  test("what a page is called is not told to strangers either", async () => {
    const page = { method: "page", path: "/investigations/[id]", file: "", needs: "read" } as const;
    const title = (await (await web()).store.investigation(investigation))?.title ?? "";
    const told = await (await ask(page, "none")).text();
    for (const secret of ["INV-", title]) expect(told).not.toContain(secret);
    expect(await (await ask(page, "viewer")).text()).toContain("INV-");
  });

  test.each([
    ["another site's page", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["a sandboxed frame", { origin: "null" }],
  ])("a request of %s changes nothing, however it is signed in", async (_who, headers) => {
    for (const place of places().filter(({ method }) => method === "POST" || method === "DELETE"))
      expect((await ask(place, "admin", headers)).status, place.path).toBe(403);
  });

  test("a cookie without an origin is none that our pages sent", async () => {
    const answer = await fetch(`${site.url}/api/v1/people`, {
      method: "POST",
      headers: { cookie: `culprit-session=${tokens.get("admin")}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(403);
  });

  test("nobody passes for us: headers that only the server writes are dropped", async () => {
    const forged = { origin: "https://evil.example", "x-culprit-origin": "https://evil.example", "x-culprit-address": "1.2.3.4" };
    expect((await ask({ method: "POST", path: "/api/v1/people", file: "", needs: "people" }, "admin", forged)).status).toBe(403);
  });

  test("signing in sets one cookie that scripts cannot read, and the one before ends", async () => {
    const enter = async (cookie = ""): Promise<string> => {
      const answer = await fetch(`${site.url}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: site.url, cookie },
        body: JSON.stringify({ login: "admin", password: PASSWORD }),
      });
      expect(answer.headers.get("set-cookie")).toMatch(/^culprit-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/);
      expect(await answer.json()).toEqual({ ok: true });
      return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    };
    const status = async (cookie: string): Promise<number> => (await fetch(`${site.url}/api/v1/hosts`, { headers: { cookie } })).status;
    const first = await enter();
    expect(await status(first)).toBe(200);
    const second = await enter(first);
    expect([await status(first), await status(second)]).toEqual([401, 200]);
  });

  test("a program shows its key: it may what the key may, and a wrong key is not mended by a cookie", async () => {
    const { access } = (await web()).store;
    const [admin, key] = [await access.accounts.byLogin("admin"), newApiKey()];
    const expiresAt = new Date(Date.now() + 60_000);
    await access.apiKeys.make({ accountId: admin?.id ?? "", tokenHash: hashOfToken(key), name: "export", rights: ["write"], expiresAt });
    const get = async (path: string, headers: Record<string, string>): Promise<number> =>
      (await fetch(site.url + path, { headers, redirect: "manual" })).status;
    const post = async (path: string, body: object): Promise<number> => {
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      return (await fetch(site.url + path, { method: "POST", headers, body: JSON.stringify(body) })).status;
    };
    expect(await get("/api/v1/hosts", { authorization: `Bearer ${key}` })).toBe(200);
    expect(await post(`/api/v1/investigations/${investigation}/actions`, { do: "note", text: "by a program" })).toBe(200);
    expect(await post("/api/v1/hosts", { do: "addHost", name: "x", address: "x" })).toBe(403);
    expect(await post("/api/v1/people", { do: "invite", login: "x", name: "x", roles: ["admin"] })).toBe(403);
    expect(await post("/api/v1/account", { do: "makeKey", name: "x", rights: [], days: 1 })).toBe(403);
    const cookie = `culprit-session=${tokens.get("admin")}`;
    expect(await get("/api/v1/hosts", { authorization: `Bearer ${newApiKey()}`, cookie })).toBe(401);
    expect(await get("/api/v1/hosts", { authorization: "Basic eDp5", cookie })).toBe(401);
  });

  test("an Alertmanager hands in alerts, as often as it likes, and can do nothing else", async () => {
    const { access, alerts } = (await web()).store;
    const [admin, key] = [await access.accounts.byLogin("admin"), newApiKey()];
    const expiresAt = new Date(Date.now() + 60_000);
    await access.apiKeys.make({
      accountId: admin?.id ?? "",
      tokenHash: hashOfToken(key),
      name: "Alertmanager",
      rights: ["deliver"],
      expiresAt,
    });
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "user-agent": "Alertmanager/0.27.0" };
    const post = (body: string, path = "/api/v1/alerts"): Promise<Response> => fetch(site.url + path, { method: "POST", headers, body });
    for (let n = 0; n < 2; n += 1) {
      const answer = await post(JSON.stringify(ALERTMANAGER));
      expect([answer.status, await answer.json()]).toEqual([200, { ok: true, firing: 1, resolved: 1 }]);
    }
    expect((await alerts.groups("open", 10)).map(({ same }) => same)).toEqual([1]);
    expect((await post('{"version":"4"}')).status).toBe(400);
    expect((await post("no JSON")).status).toBe(400);
    expect((await post(`"${"x".repeat(5_000_000)}"`)).status).toBe(413);
    for (const place of places().filter(({ method, path, needs }) => needs !== null && `${method} ${path}` !== "POST /api/v1/alerts")) {
      const body = place.method === "POST" ? { body: JSON.stringify({ do: "practice" }) } : {};
      const answer = await fetch(site.url + pathOf(place), {
        method: place.method === "page" ? "GET" : place.method,
        headers,
        redirect: "manual",
        ...body,
      });
      const said = await answer.text();
      expect(answer.status === 403 || said.includes("Not for this account"), `${place.method} ${place.path}`).toBe(true);
    }
  });

  test.each([
    ["was signed out", (account: string, session: string) => web().then(({ store }) => store.access.sessions.close(session, account))],
    [
      "may not investigate any more",
      (account: string) => web().then(({ store }) => store.access.accounts.change(account, { roles: ["viewer"] })),
    ],
  ] as const)("a stream ends for whoever %s", async (_why, takeAway) => {
    const { access } = (await web()).store;
    const token = newToken();
    const account = (await access.accounts.byLogin("responder"))?.id ?? "";
    const session = await access.sessions.open({ accountId: account, tokenHash: hashOfToken(token), address: "", agent: "" });
    const running = await site.put(makeLog({ rounds: 1 }));
    const answer = await fetch(`${site.url}/api/v1/investigations/${running}/events`, { headers: { cookie: `culprit-session=${token}` } });
    const reader = answer.body?.getReader();
    await reader?.read();
    await takeAway(account, session);
    const until = Date.now() + 15_000;
    for (let done = false; !done;) {
      done = (await reader?.read())?.done ?? true;
      expect(Date.now()).toBeLessThan(until);
    }
    await access.accounts.change(account, { roles: ["responder"] });
  });

  test("nothing that could be meant for a function of the server is unpacked, signed in or not", async () => {
    const form = new FormData();
    form.set("0", '["$1"]');
    for (const [path, init] of [
      ["/sign-in", { body: form }],
      ["/sign-in", { body: "[]", headers: { "next-action": "0".repeat(42) } }],
      ["/sign-in", { body: "x=1", headers: { "content-type": "application/x-www-form-urlencoded" } }],
      ["/api/v1/nowhere", { body: form }],
      ["/", { body: "[]", headers: { "content-type": "text/plain" } }],
    ] as const) {
      const cookie = `culprit-session=${tokens.get("admin")}`;
      for (const more of [{}, { cookie, origin: site.url }]) {
        const headers = { ...("headers" in init ? init.headers : {}), ...more };
        const answer = await fetch(site.url + path, { method: "POST", ...init, headers, redirect: "manual" });
        expect([path, answer.status, await answer.text()]).toEqual([path, 405, expect.stringContaining("the API takes JSON")]);
      }
    }
  });
});
