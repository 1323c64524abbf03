import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { collectors } from "#collectors";
import { TOGETHER_SCRIPT } from "#server/ssh/together.ts";
import type { Collector } from "#machines/contract/index.ts";

const GOLDEN = resolve(import.meta.dirname, "../commands.txt");
const HEAD = [
  "# Every command that Culprit may run on a host. A changed line is a security review: ask the owner of collectors/ before you renew this file with",
  "# RENEW_COMMANDS=1 npx vitest run test/collectors/commands.test.ts",
  "",
].join("\n");

/** One block per way: who it runs as and what it would load, then the argv, one part a line; slots as <name:type>. */
function listed(): string {
  const blocks = Object.entries(collectors as Readonly<Record<string, Collector>>).flatMap(([id, { ways, scope, risk }]) =>
    ways.map(({ argv, privilege, wouldLoad }, way) => {
      const parts = argv.map((part) => (typeof part === "string" ? part.replaceAll("\n", "\n      ") : `<${part.name}:${part.slot}>`));
      return [
        `${id} way ${way} · ${privilege} · ${scope} · ${risk} · would load ${wouldLoad?.join(", ") ?? "nothing"}`,
        ...parts.map((part) => `    ${part}`),
      ].join("\n");
    }),
  );
  const together = `together · as its parts · given them as arguments, each as it is listed here\n    ${TOGETHER_SCRIPT.replaceAll("\n", "\n      ")}`;
  return `${HEAD}\n${[...blocks, together].join("\n\n")}\n`;
}

it("runs only the commands that were reviewed", () => {
  if (process.env["RENEW_COMMANDS"] === "1") writeFileSync(GOLDEN, listed());
  expect(listed(), "A command on people's hosts has changed: this needs a security review. See the head of test/commands.txt.").toBe(
    readFileSync(GOLDEN, "utf8"),
  );
});

it("takes values into a command only through typed slots", () => {
  for (const { ways } of Object.values(collectors as Readonly<Record<string, Collector>>)) {
    for (const { argv } of ways) {
      // A slot never stands before the script of a shell, so it can be neither script nor option of the shell.
      const firstSlot = argv.findIndex((part) => typeof part !== "string");
      if (argv[0] === "sh" && firstSlot >= 0) expect(firstSlot).toBeGreaterThan(3);
    }
  }
});
