import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Recording } from "#machines/contract/index.ts";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const scanner = scannerOf(tokensOf(Buffer.alloc(32, 7)));

const filesIn = (room: string, folder: string): readonly string[] =>
  readdirSync(join(ROOT, room), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(ROOT, room, name, folder))
    .flatMap((path) =>
      readdirSync(join(path, ".."), { encoding: "utf8" }).includes(folder) ? readdirSync(path).map((file) => join(path, file)) : [],
    );

/** Lines that scanning changes. Recordings hold no secret, so each would be a reading that may come out otherwise. */
function changed(text: string): readonly string[] {
  const scanned = scanner.text(text);
  if (scanned === text) return [];
  const after = scanned.split("\n");
  return text.split("\n").filter((line, n) => line !== after[n]);
}

describe("scanning damages no reading", () => {
  it("leaves what collectors were recorded with as it is", () => {
    const files = filesIn("collectors", "recordings");
    expect(files.length).toBeGreaterThan(150);
    expect(files.flatMap((file) => changed(readFileSync(file, "utf8")).map((line) => `${file}: ${line}`))).toEqual([]);
  });

  it("leaves the outputs of all cases as they are", () => {
    const files = filesIn("runbooks", "cases");
    expect(files.length).toBeGreaterThan(150);
    const found = files.flatMap((file) => {
      const { hosts } = JSON.parse(readFileSync(file, "utf8")) as Recording;
      const outputs = hosts.flatMap(({ commands }) => commands.flatMap(({ stdout, stderr }) => [stdout, stderr]));
      return outputs.flatMap(changed).map((line) => `${file}: ${line}`);
    });
    expect(found).toEqual([]);
  });
});
