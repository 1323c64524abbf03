import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { isLoopback, isOurHost } from "#server/serve/guard.ts";
import { listen } from "#server/serve/listen.ts";

const withHost = (host: string | undefined): IncomingMessage => ({ headers: host === undefined ? {} : { host } }) as IncomingMessage;

describe("who may connect", () => {
  test.each(["127.0.0.1", "127.8.9.1", "::1", "localhost"])("%s is this machine", (host) => expect(isLoopback(host)).toBe(true));
  test.each(["0.0.0.0", "::", "192.0.2.1", "example.com", "127.0.0.1.example.com", "localhost.example.com", ""])("%s is not", (host) =>
    expect(isLoopback(host)).toBe(false),
  );

  test.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"])("a request to %s is ours", (host) =>
    expect(isOurHost(withHost(host), 3000)).toBe(true),
  );
  test.each(["evil.example:3000", "127.0.0.1:4000", "127.0.0.1", "127.0.0.1.evil.example:3000", "", undefined, "[::1]:3000.evil"])(
    "a request to %s is refused",
    (host) => expect(isOurHost(withHost(host), 3000)).toBe(false),
  );
});

describe("listening", () => {
  test("takes the next free port when the wanted one is taken", async () => {
    const first = await listen((_, response) => response.end("first"), { host: "127.0.0.1", port: 0, exact: true });
    const second = await listen((_, response) => response.end("second"), { host: "127.0.0.1", port: first.port, exact: false });
    expect(second.port).toBeGreaterThan(first.port);
    expect(await (await fetch(`http://127.0.0.1:${second.port}`)).text()).toBe("second");
    await Promise.all([first.close(), second.close()]);
  });

  test("refuses a taken port when it must be exactly that one", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(listen(() => undefined, { host: "127.0.0.1", port, exact: true })).rejects.toMatchObject({ code: "EADDRINUSE" });
    taken.close();
  });
});
