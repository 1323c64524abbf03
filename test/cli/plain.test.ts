import { expect, test } from "vitest";
import { plain } from "#cli/plain.ts";

test("no control character of a host comes through to a terminal", () => {
  const all = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join("");
  const shown = plain(`\u001b]52;c;cm0gLXJmIC8=\u0007\u001b[2J${all}\u009b31m`);
  expect([...shown].filter((char) => char !== "\n" && /\p{Cc}/u.test(char))).toEqual([]);
  expect(shown.startsWith("␛]52;c;cm0gLXJmIC8=␇␛[2J")).toBe(true);
});
