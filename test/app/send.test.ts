import { afterEach, expect, test, vi } from "vitest";
import { send } from "#app/_ui/investigation/send.ts";

afterEach(() => vi.unstubAllGlobals());

test("of an action whose answer is lost nobody says that it was not done", async () => {
  const done: unknown[] = [];
  // The server does it, and ends before it has answered.
  vi.stubGlobal("fetch", (_url: string, { body }: { body: string }) => {
    done.push(JSON.parse(body));
    return Promise.reject(new TypeError("Failed to fetch"));
  });
  const sent = await send("/api/v1/investigations/a", { do: "approveChange" });
  expect(done).toHaveLength(1);
  expect(sent).toMatchObject({ ok: false, message: expect.stringContaining("is not known") });
  expect(sent).not.toMatchObject({ message: expect.stringContaining("Nothing was changed") });
});

test("where the server broke, it is said what to quote", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 500, headers: { "x-request-id": "0b1c" } })));
  expect(await send("/api/v1/investigations/a", { do: "pause" })).toMatchObject({
    ok: false,
    message: "The server answered 500 without a reason. Its log has the details under 0b1c.",
  });
});
