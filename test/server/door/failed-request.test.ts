import { afterEach, expect, test, vi } from "vitest";
import { onRequestError } from "../../../instrumentation.ts";
import { failureLine } from "#server/door/failed-request.ts";

afterEach(() => void vi.restoreAllMocks());

const NOW = new Date("2026-11-23T04:00:00.000Z");
const request = {
  method: "POST",
  path: "/api/v1/investigations/abc?q=customer-7#part",
  headers: { "x-culprit-request": "0b1c", cookie: "culprit-session=secret-1", authorization: "Bearer secret-2" },
};
const told = (error: unknown): Record<string, unknown> => JSON.parse(failureLine(request, error, NOW)) as Record<string, unknown>;

test("a request that failed is one line: when, which, and where in the code", () => {
  const line = failureLine(request, new TypeError("no such\ncolumn"), NOW);
  expect(line).not.toContain("\n");
  expect(told(new TypeError("no such column"))).toMatchObject({
    ...{ time: "2026-11-23T04:00:00.000Z", level: "error", event: "requestFailed" },
    ...{ request: "0b1c", method: "POST", path: "/api/v1/investigations/abc" },
    error: expect.stringMatching(/^TypeError: no such column\n +at .*failed-request\.test\.ts/) as string,
  });
});

test("nothing else of the request stands in it, and of the error its stack alone", () => {
  const error = Object.assign(new Error("duplicate key"), { detail: "Key (name)=(customer-7) already exists." });
  const line = failureLine(request, error, NOW);
  for (const kept of ["customer-7", "secret-1", "secret-2", "part"]) expect(line).not.toContain(kept);
});

test("the digest that the page shows is in it, and what caused the error", () => {
  const cause = new Error("connect ECONNREFUSED");
  const error = Object.assign(new Error("cannot read", { cause }), { digest: "381" });
  expect(told(error)).toMatchObject({
    digest: "381",
    error: expect.stringMatching(/cannot read[^]*\ncaused by Error: connect ECONN/) as string,
  });
  cause.cause = error;
  expect(told(error)["error"]).toContain("caused by");
  expect(told("torn")).toMatchObject({ error: "torn" });
});

test("what a page or a route throws gets from Next into the log", async () => {
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const context = {
    routerKind: "App Router",
    routePath: "/",
    routeType: "route",
    renderSource: undefined,
    revalidateReason: undefined,
  } as const;
  await onRequestError(new Error("broke"), { ...request }, context as unknown as Parameters<typeof onRequestError>[2]);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^\{"time":[^\n]*"request":"0b1c"[^\n]*Error: broke[^\n]*\}\n$/);
});
