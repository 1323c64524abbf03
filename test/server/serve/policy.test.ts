import { describe, expect, test } from "vitest";
import { config } from "../../../proxy.ts";

describe("the content security policy", () => {
  const page = new RegExp(`^${config.matcher[0] ?? ""}$`);
  test.each(["/", "/history", "/readyzx", "/healthz/x", "/_next/staticx", "/_next/image", "/api"])(
    "is set where a page answers: %s",
    (path) => {
      expect(page.test(path)).toBe(true);
    },
  );

  test.each(["/api/v1/hosts", "/_next/static/chunks/a.js", "/healthz", "/readyz", "/metrics"])(
    "is not needed where none does: %s",
    (path) => {
      expect(page.test(path)).toBe(false);
    },
  );
});
