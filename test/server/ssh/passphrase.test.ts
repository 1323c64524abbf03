import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readIdentity } from "#server/ssh/keys.ts";
import { passphraseFromFile } from "#server/ssh/passphrase.ts";

const folder = mkdtempSync(join(tmpdir(), "culprit-passphrase-"));
const key = join(folder, "id");
const file = join(folder, "passphrase");
execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "open sesame", "-f", key]);
afterAll(() => rmSync(folder, { recursive: true }));

const env = { CULPRIT_PASSPHRASE_FILE: file };

it("a key with a passphrase is opened with the file that holds it", async () => {
  writeFileSync(file, "open sesame\n", { mode: 0o600 });
  expect(await readIdentity(key, passphraseFromFile(env))).not.toHaveProperty("problem");
});

it("without the file, or with a wrong passphrase, it is passed over and says why", async () => {
  expect(await readIdentity(key, passphraseFromFile({}))).toHaveProperty("problem");
  writeFileSync(file, "wrong\n");
  expect(await readIdentity(key, passphraseFromFile(env))).toHaveProperty("problem");
});

it("a file that others may read is refused", async () => {
  chmodSync(file, 0o644);
  expect(await readIdentity(key, passphraseFromFile(env))).toMatchObject({
    problem: expect.stringMatching(/may be read by others; chmod 600/),
  });
});
