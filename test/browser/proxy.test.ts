import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashOfPassword } from "#server/access/password.ts";
import { hashOfToken } from "#server/access/token.ts";
import { web } from "#server/web.ts";
import { makeLog } from "../app/log.ts";
import { describeWith } from "../needs.ts";
import { ask, freePort, startNginx, type How, type Proxy, type Said } from "./nginx.ts";
import { openSite, type Site } from "./site.ts";

/** The built server behind a real nginx with TLS, attacked by real requests. */

const PASSWORD = "correct horse battery";
const PROVIDER = join(import.meta.dirname, "..", "server", "access", "provider.mjs");

describeWith(["nginx", "openssl"], "behind a proxy with TLS", () => {
  let port: number;
  let clear: number;
  /** Where the server itself listens; its address for people is the proxy's. */
  let inner: number;
  let origin: string;
  let site: Site;
  let proxy: Proxy;
  let provider: ChildProcess;
  beforeAll(async () => {
    [port, clear, inner] = [await freePort(), await freePort(), await freePort()];
    origin = `https://localhost:${port}`;
    provider = spawn(process.execPath, [PROVIDER, `${origin}/api/v1/session/provider/callback`], { stdio: ["ignore", "pipe", "ignore"] });
    const issuer = await new Promise<string>((done) =>
      provider.stdout?.setEncoding("utf8").once("data", (text: string) => done(text.trim())),
    );
    const known = { issuer, clientId: "culprit", secret: "a secret of the test", name: "Example" };
    site = await openSite({ port: inner, reach: { accounts: true, origin, tls: null, proxies: ["127.0.0.1"], provider: known } });
    proxy = await startNginx({ port, clear, upstream: upstream() });
    const { accounts } = (await web()).store.access;
    await accounts.create({ login: "mara", name: "Mara", roles: ["admin"], passwordHash: await hashOfPassword(PASSWORD) });
    await accounts.create({ login: "ben@example.net", name: "Ben", roles: ["viewer"] });
  });
  afterAll(async () => {
    await proxy?.stop();
    await site?.stop();
    provider?.kill();
  });

  const upstream = (): string => `http://127.0.0.1:${inner}`;
  const get = (path: string, how?: How): Promise<Said> => ask(port, path, how);
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Said> =>
    get(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", origin, ...headers },
      from: "127.0.0.2",
    });
  const signIn = (headers: Record<string, string> = {}): Promise<Said> =>
    post("/api/v1/session", { login: "mara", password: PASSWORD }, headers);
  const cookieOf = (said: Said): string => said.headers["set-cookie"]?.find((one) => one.startsWith("__Host-"))?.split(";")[0] ?? "";

  test("whoever signs in gets a cookie for TLS alone, and is known by their own address, whatever they claim", async () => {
    const said = await signIn({ "x-forwarded-for": "203.0.113.66", "x-culprit-address": "203.0.113.67" });
    expect(said.headers["set-cookie"]?.[0]).toMatch(/^__Host-culprit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/);
    expect(said.headers["strict-transport-security"]).toBe("max-age=31536000");
    const { access } = (await web()).store;
    const token = cookieOf(said).split("=")[1] ?? "";
    const found = await access.sessions.find(hashOfToken(token));
    const [session] = await access.sessions.list(found?.account.id ?? "");
    expect(session?.address).toBe("127.0.0.2");
  });

  test("a session that was planted is not taken over, and one without the prefix is none", async () => {
    const planted = "A".repeat(43);
    const said = await signIn({ cookie: `__Host-culprit=${planted}` });
    const token = cookieOf(said).split("=")[1] ?? "";
    expect(token).not.toBe(planted);
    const status = async (cookie: string): Promise<number> => (await get("/api/v1/hosts", { headers: { cookie } })).status;
    expect(await status(`__Host-culprit=${token}`)).toBe(200);
    expect(await status(`culprit-session=${token}`)).toBe(401);
    const again = await signIn({ cookie: `__Host-culprit=${token}` });
    expect([await status(`__Host-culprit=${token}`), await status(cookieOf(again))]).toEqual([401, 200]);
  });

  test("events come through as they happen", async () => {
    const cookie = cookieOf(await signIn());
    const id = await site.put(makeLog({ rounds: 1 }));
    let added = false;
    const said = await get(`/api/v1/investigations/${id}/events`, {
      headers: { cookie },
      enough: (text) => {
        if (text.includes('"started"') && !added) {
          added = true;
          const actor = { kind: "person", id: "p", name: "Mara", via: "page" } as const;
          void site.add(id, [{ seq: 0, at: "", actor, type: "noted", text: "said while somebody listens" }]);
        }
        return text.includes("said while somebody listens");
      },
    });
    expect(said.headers["content-type"]).toMatch(/^text\/event-stream/);
    expect(said.text).toContain("said while somebody listens");
  });

  test("without the proxy, or through it in the clear, nobody is answered", async () => {
    const headers = { "x-forwarded-host": `localhost:${port}`, "x-forwarded-proto": "https", "x-forwarded-for": "127.0.0.1" };
    const around = await fetchFrom("127.0.0.2", headers);
    expect(around).toBe(403);
    expect(await fetchFrom("127.0.0.1", {})).toBe(421);
    expect(await fetchFrom("127.0.0.1", { ...headers, "x-forwarded-proto": "http" })).toBe(421);
    expect((await fetch(`http://127.0.0.1:${clear}/sign-in`, { redirect: "manual" })).status).toBe(421);
  });

  async function fetchFrom(localAddress: string, headers: Record<string, string>): Promise<number> {
    const { request } = await import("node:http");
    return new Promise((done, fail) => {
      request(`${upstream()}/sign-in`, { localAddress, headers, agent: false }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      })
        .on("error", fail)
        .end();
    });
  }

  test.each(["evil.example", "localhost", "localhost:1", "localhost.evil.example"])(
    "a request for the host %s is refused",
    async (host) => {
      expect((await get("/sign-in", { headers: { host } })).status).toBe(421);
    },
  );

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["the same name without TLS", { origin: "http://localhost" }],
    ["a frame without an origin", { origin: "null" }],
    ["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
  ])("a change that %s asks for is not made", async (_who, headers) => {
    const cookie = cookieOf(await signIn());
    expect(
      (await post("/api/v1/people", { do: "invite", login: "eve", name: "Eve", roles: ["admin"] }, { cookie, ...headers })).status,
    ).toBe(403);
    expect((await signIn(headers)).status).toBe(403);
    expect(await (await web()).store.access.accounts.byLogin("eve")).toBeNull();
  });

  test("pages cannot be framed, run no script that they do not name, and are not guessed at", async () => {
    const { headers, text } = await get("/sign-in");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src [^;]*/.exec(policy)?.[0]).not.toContain("unsafe");
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "?";
    for (const [script] of text.matchAll(/<script[^>]*>/g)) expect(script).toContain(`nonce="${nonce}"`);
    expect(headers).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
    expect((await get("/sign-in")).headers["content-security-policy"]).not.toContain(nonce);
    expect((await get("/api/v1/hosts", { headers: { cookie: cookieOf(await signIn()) } })).headers["x-content-type-options"]).toBe(
      "nosniff",
    );
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example"])("nobody is sent to %s", async (to) => {
    for (const path of [`/sign-in?to=${encodeURIComponent(to)}`, to.startsWith("/") ? to : `/${to}`]) {
      const { headers } = await get(path);
      const location = headers.location ?? "/";
      expect(new URL(location, origin).origin, location).toBe(origin);
    }
  });

  /** As a browser walks to the provider, through its forms and back, with the cookies of both. */
  async function walk(login: string, to: string): Promise<Said> {
    const jars = new Map<string, Map<string, string>>();
    const go = async (url: string, body?: string): Promise<Said> => {
      const { host } = new URL(url);
      const jar = jars.get(host) ?? new Map<string, string>();
      jars.set(host, jar);
      const headers: Record<string, string> = {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      };
      const ours = url.startsWith(origin);
      const said = ours ? await get(url.slice(origin.length), { headers }) : await plain(url, headers, body);
      for (const one of said.headers["set-cookie"] ?? []) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
        if (value === "") jar.delete(name);
        else jar.set(name, value);
      }
      return said;
    };
    let at = `${origin}/api/v1/session/provider?to=${encodeURIComponent(to)}`;
    for (let step = 0; step < 14; step += 1) {
      let said = await go(at);
      const prompt = /name="prompt" value="(\w+)"/.exec(said.text)?.[1];
      if (prompt !== undefined) said = await go(at, new URLSearchParams({ prompt, login, password: "any" }).toString());
      if (at.includes("/provider/callback")) return said;
      at = new URL(said.headers.location ?? "", at).href;
    }
    throw new Error("the provider never sent us back");
  }

  async function plain(url: string, headers: Record<string, string>, body?: string): Promise<Said> {
    const answer = await fetch(url, { redirect: "manual", headers, ...(body === undefined ? {} : { method: "POST", body }) });
    const location = answer.headers.get("location");
    return {
      status: answer.status,
      headers: { "set-cookie": answer.headers.getSetCookie(), ...(location === null ? {} : { location }) },
      text: await answer.text(),
    };
  }

  test("who was invited comes in through the provider, back to where they wanted, and nowhere else", async () => {
    const said = await walk("ben", "/hosts?x=1");
    expect([said.status, said.headers.location]).toEqual([303, "/hosts?x=1"]);
    expect((await get("/api/v1/hosts", { headers: { cookie: cookieOf(said) } })).status).toBe(200);
    expect((await walk("ben", "//evil.example")).headers.location).toBe("/");
    const stranger = await walk("stranger", "/");
    expect([stranger.headers.location, cookieOf(stranger)]).toEqual(["/sign-in?problem=unknown", ""]);
  });
});
