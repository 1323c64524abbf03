import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { addSealKey, KeysProblem, openKeyring, parseKeys } from "#server/secrets/keyring.ts";

const made: string[] = [];
afterEach(() => made.splice(0).forEach((path) => rmSync(path, { recursive: true, force: true })));
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "culprit-keys-"));
  made.push(path);
  return path;
};

describe("the keys of an installation", () => {
  it("are made once, for their owner alone, also when several ask at once", async () => {
    const data = join(folder(), "data");
    const rings = await Promise.all(Array.from({ length: 8 }, () => openKeyring(data, {})));
    expect(new Set(rings.map(({ tokens }) => tokens.toString("hex"))).size).toBe(1);
    expect(statSync(join(data, "keys")).mode & 0o777).toBe(0o600);
    expect((await openKeyring(data, {})).seals).toEqual(rings[0]?.seals);
  });

  it("get another one in front, and tokens stay as they are", async () => {
    const data = folder();
    const before = await openKeyring(data, {});
    const after = await addSealKey(data, {});
    expect(after.seals.slice(1)).toEqual(before.seals);
    expect(after.tokens).toEqual(before.tokens);
  });

  it("come from the environment, or from a file that it names", async () => {
    const data = folder();
    await openKeyring(data, {});
    const text = readFileSync(join(data, "keys"), "utf8");
    const whole = text.split("\n").filter((line) => !line.startsWith("#"));
    const given = await openKeyring("/nonexistent", { CULPRIT_KEYS: whole.join(";") });
    expect(given.seals).toEqual((await openKeyring("/nonexistent", { CULPRIT_KEYS_FILE: join(data, "keys") })).seals);
  });

  it("are refused when others may read them, or when they are none, without being told", async () => {
    const data = folder();
    await openKeyring(data, {});
    chmodSync(join(data, "keys"), 0o644);
    await expect(openKeyring(data, {})).rejects.toThrow(/chmod 600/);
    chmodSync(join(data, "keys"), 0o600);
    writeFileSync(join(data, "keys"), "seal one c2hvcnQ=\n");
    await expect(openKeyring(data, {})).rejects.toThrow(KeysProblem);
    expect(() => parseKeys("seal one c2hvcnQ=\n", "x")).toThrow(/^(?!.*c2hvcnQ)/);
  });
});
