import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { TOLD } from "#server/access/headers.ts";
import { wayBack } from "#server/access/way.ts";
import { letIn, proxyList, type Gate } from "#server/serve/gate.ts";
import { reachOf, type Asked } from "#server/serve/reach.ts";

const request = (headers: Record<string, string>, peer = "127.0.0.1"): IncomingMessage =>
  ({ headers: { ...headers }, url: "/hosts?x=1", socket: { remoteAddress: peer } }) as unknown as IncomingMessage;

const ALONE: Gate = { origin: null, tls: false, proxies: null, accounts: false };
const DIRECT: Gate = { origin: "https://culprit.example.net", tls: true, proxies: null, accounts: true };
const BEHIND: Gate = { ...DIRECT, tls: false, proxies: proxyList(["10.0.0.0/24", "fd00::7"]) };

function told(gate: Gate, headers: Record<string, string>, peer?: string): Record<string, unknown> {
  const asked = request(headers, peer);
  const admitted = letIn(asked, gate, 3000);
  return admitted.ok ? { origin: asked.headers[TOLD.origin], address: asked.headers[TOLD.address] } : { status: admitted.status };
}

describe("an address", () => {
  const asks = (url: string): unknown => letIn({ ...request({ host: "localhost:3000" }), url } as IncomingMessage, ALONE, 3000);
  test.each(["/hosts/%00", "/hosts/snapshots?a=x%00", "/hosts/%ED%A0%80", "/hosts/%", "/%ff/x", "/api/v1/investigations/%zz"])(
    "that nobody could look up is refused: %s",
    (url) => expect(asks(url)).toMatchObject({ ok: false, status: 400 }),
  );
  test.each(["/history?q=100%", "/hosts/%C3%A4", "/history?q=%ff", "/hosts/%2e%2e%2fx"])("that can be read is: %s", (url) =>
    expect(asks(url)).toMatchObject({ ok: true }),
  );
});

describe("what is known of a request", () => {
  test("is never what the request says of itself", () => {
    const asked = request({
      host: "localhost:3000",
      "x-culprit-address": "1.1.1.1",
      "x-culprit-origin": "https://evil",
      "x-culprit-admin": "1",
    });
    expect(letIn(asked, ALONE, 3000)).toEqual({ ok: true, secure: false });
    expect(asked.headers).toEqual({
      host: "localhost:3000",
      [TOLD.origin]: "http://localhost:3000",
      [TOLD.address]: "127.0.0.1",
      [TOLD.path]: "/hosts?x=1",
    });
  });

  test.each([{ "x-forwarded-for": "192.0.2.1" }, { forwarded: "for=192.0.2.1" }, { "x-real-ip": "192.0.2.1" }])(
    "through a proxy that nobody named, the local user is not to be had: %j",
    (header) => expect(told(ALONE, { host: "localhost:3000", ...header })).toEqual({ status: 421 }),
  );

  test.each([
    "evil.example",
    "culprit.example.net.evil.example",
    "culprit.example.net:8443",
    "",
    "culprit.example.net/x",
    "localhost:3000",
  ])("a request for the host %j is refused where people type another one", (host) =>
    expect(told(DIRECT, { host })).toEqual({ status: 421 }),
  );

  test("over TLS of our own, headers of a proxy change nothing", () => {
    expect(
      told(DIRECT, { host: "CULPRIT.example.net:443", "x-forwarded-for": "1.1.1.1", "x-forwarded-host": "evil" }, "192.0.2.9"),
    ).toEqual({
      origin: "https://culprit.example.net",
      address: "192.0.2.9",
    });
  });

  const proxied = { host: "10.0.0.5:3000", "x-forwarded-host": "culprit.example.net", "x-forwarded-proto": "https" };

  test("behind a proxy, the client is the last address that no proxy of ours has", () => {
    const chain = "203.0.113.66, 198.51.100.4, 10.0.0.9";
    expect(told(BEHIND, { ...proxied, "x-forwarded-for": chain }, "10.0.0.7")).toEqual({
      origin: "https://culprit.example.net",
      address: "198.51.100.4",
    });
    expect(told(BEHIND, { ...proxied, "x-forwarded-for": "not an address" }, "fd00::7")).toMatchObject({ address: "fd00::7" });
    expect(told(BEHIND, { ...proxied, "x-forwarded-for": "198.51.100.4" }, "::ffff:10.0.0.7")).toMatchObject({ address: "198.51.100.4" });
  });

  test("behind a proxy, nobody else is answered, and nothing that came to the proxy in the clear", () => {
    expect(told(BEHIND, proxied, "192.0.2.9")).toEqual({ status: 403 });
    expect(told(BEHIND, proxied, "127.0.0.1")).toEqual({ status: 403 });
    expect(told(BEHIND, { ...proxied, "x-forwarded-proto": "http" }, "10.0.0.7")).toEqual({ status: 421 });
    expect(told(BEHIND, { host: "culprit.example.net" }, "10.0.0.7")).toEqual({ status: 421 });
    expect(told(BEHIND, { ...proxied, "x-forwarded-host": "culprit.example.net, evil.example" }, "10.0.0.7")).toEqual({ status: 421 });
  });

  test.each([
    ["POST", "/sign-in", {}],
    ["PUT", "/", {}],
    ["POST", "//api/v1/session", {}],
    ["POST", "/api/v1/session", { "content-type": "Multipart/form-data; boundary=x" }],
    ["POST", "/api/v1/nowhere", { "content-type": "application/x-www-form-urlencoded" }],
    ["POST", "/api/v1/session", { "next-action": "4" }],
    ["GET", "/sign-in", { "next-action": "4" }],
  ] as const)("%s %s with %j, which could be meant for a function of the server, goes no further", (method, url, headers) => {
    const asked = Object.assign(request({ host: "localhost:3000", ...headers }), { method, url });
    expect(letIn(asked, ALONE, 3000)).toMatchObject({ ok: false, status: 405 });
  });

  test.each([
    ["POST", "/api/v1/session", { "content-type": "application/json" }],
    ["DELETE", "/api/v1/session", {}],
    ["HEAD", "/sign-in", {}],
  ] as const)("%s %s is let in", (method, url, headers) => {
    const asked = Object.assign(request({ host: "localhost:3000", ...headers }), { method, url });
    expect(letIn(asked, ALONE, 3000)).toMatchObject({ ok: true });
  });

  test.each(["10.0.0.0/33", "proxy.example", "10.0.0.1/8/8", "", "10.0.0.0/x", "10.0.0.0/"])("%j is no proxy", (written) =>
    expect(proxyList([written])).toBeNull(),
  );
});

describe("where it may listen", () => {
  const asked = (over: Partial<Asked>): Asked => ({ host: "127.0.0.1", accounts: false, proxies: [], ...over });
  const url = "https://culprit.example.net";
  const tls = { tlsCert: "c.pem", tlsKey: "k.pem" };

  test("on the loopback as one local user, or with accounts", () => {
    expect(reachOf(asked({}))).toEqual({ accounts: false, origin: null, tls: null, proxies: null });
    expect(reachOf(asked({ accounts: true }))).toMatchObject({ accounts: true, origin: null });
  });

  test("elsewhere with accounts, a name, and TLS of its own or of a proxy", () => {
    expect(reachOf(asked({ host: "0.0.0.0", accounts: true, url, ...tls }))).toEqual({
      accounts: true,
      origin: url,
      tls: { cert: "c.pem", key: "k.pem" },
      proxies: null,
    });
    expect(reachOf(asked({ accounts: true, url, proxies: ["127.0.0.1"] }))).toMatchObject({ origin: url, proxies: ["127.0.0.1"] });
  });

  test.each([
    [{ host: "0.0.0.0" }, /--host 0\.0\.0\.0: others can connect.*Add --accounts/],
    [{ host: "192.0.2.1", url, ...tls }, /Add --accounts/],
    [{ proxies: ["127.0.0.1"], url }, /--proxy 127\.0\.0\.1: others can connect.*Add --accounts/],
    [{ host: "::", accounts: true, url }, /readable.*--tls-cert.*--proxy/],
    [{ host: "::", accounts: true, ...tls }, /--url is missing/],
    [{ host: "::", accounts: true, url: "http://culprit.example.net", ...tls }, /as https:/],
    [{ host: "::", accounts: true, url: "https://culprit.example.net/x", ...tls }, /without a path/],
    [{ tlsCert: "c.pem" }, /A certificate needs its key/],
    [{ accounts: true, url, proxies: ["proxy"] }, /10\.0\.0\.0\/24/],
    [{ accounts: true, url, proxies: ["10.0.0.1"], ...tls }, /Leave one away/],
    [{ accounts: true, url }, /nothing here speaks TLS/],
  ] satisfies [Partial<Asked>, RegExp][])("not with %j, and it says what to do", (over, say) =>
    expect(reachOf(asked(over))).toEqual({ say: expect.stringMatching(say) as string }),
  );
});

describe("the way back after signing in", () => {
  test.each(["/", "/hosts", "/investigations/abc?q=1", "/new/small-packet-loss?q=slow%20link"])("%s is ours", (path) =>
    expect(wayBack(path)).toBe(path),
  );
  test.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/x\\..\\evil",
    "/..//evil.example",
    "/.//evil.example",
    "/%0d%0aSet-Cookie:x",
    "/api/v1/session",
    "/sign-in?to=/sign-in",
    "hosts",
    "",
    null,
    undefined,
  ])("%j leads to the start or stays here", (path) => {
    const way = wayBack(path);
    expect(new URL(way, "https://culprit.example.net").origin).toBe("https://culprit.example.net");
    expect(way.startsWith("/") && !way.startsWith("//")).toBe(true);
  });
});
