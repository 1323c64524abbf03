import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const PICTURES = join(import.meta.dirname, "pictures.ts");
/** Several times what it takes; who does not end by itself is ended. */
const ENDS_MS = 80_000;

describe("the command that takes the pictures", () => {
  // A folder of its own for whatever it puts aside: what is left in it was left behind.
  const folder = mkdtempSync(join(tmpdir(), "culprit-pictures-"));
  const aside = mkdtempSync(join(tmpdir(), "culprit-aside-"));
  afterAll(() => [folder, aside].forEach((each) => rmSync(each, { recursive: true, force: true })));

  const run = (...args: readonly string[]) => {
    const options = { env: { ...process.env, TMPDIR: aside }, stdio: "ignore", timeout: ENDS_MS } as const;
    const child = spawn(process.execPath, [PICTURES, ...args], options);
    const code = new Promise((resolve) => child.once("exit", resolve));
    return code.then((ended) => ({ ended, left: [...readdirSync(aside), ...processesWith(aside)] }));
  };

  test("takes four of a state, ends by itself and leaves nothing behind", async () => {
    expect(await run("--out", folder, "missing")).toEqual({ ended: 0, left: [] });
    const files = ["desktop-dark", "desktop-light", "phone-dark", "phone-light"].map((each) => `missing-${each}.png`);
    expect(readdirSync(folder).toSorted()).toEqual(["index.html", ...files]);
  });

  test("says of a name that no state has it", async () => {
    expect((await run("--out", join(folder, "none"), "xylophone")).ended).toBe(2);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});

/** Whoever was started with this folder for what is put aside. */
function processesWith(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const started = readFileSync(`/proc/${pid}/environ`, "utf8").includes(folder);
        return started ? [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")] : [];
      } catch {
        // The process ended while it was looked at, or is somebody else's.
        return [];
      }
    });
}
