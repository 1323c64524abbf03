import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { serve } from "#cli/commands/serve.ts";
import { startServer } from "#server/serve/start-server.ts";

const folder = mkdtempSync(join(tmpdir(), "culprit-serve-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(["0.0.0.0", "::", "192.0.2.1", "", "0"])(
  "culprit serve --host %j does not start without accounts, and opens nothing",
  async (host) => {
    await expect(serve(["--host", host, "--data", folder])).rejects.toThrow(/others can connect.*Add --accounts/);
    const start = startServer({ root: folder, host, port: 0, exactPort: true, dataFolder: folder, say: () => undefined });
    await expect(start).rejects.toThrow(/without accounts/);
    expect(readdirSync(folder)).toEqual([]);
  },
);
