import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { Site } from "./site.ts";

type Place = Pick<Site, "url" | "folder">;

/** As an Alertmanager posts it; the status of the answer. */
export async function handIn({ url }: Place, key: string, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return (await fetch(`${url}/api/v1/alerts`, { method: "POST", headers, body })).status;
}

/** What waits, on a terminal, with a key of whoever is signed in there. */
export async function listedAlerts(context: BrowserContext, { url, folder }: Place): Promise<string> {
  const data = { do: "makeKey", name: "list alerts", rights: [], days: 1 };
  const made = await context.request.post(`${url}/api/v1/account`, { data, headers: { origin: url } });
  const { secret } = (await made.json()) as { readonly secret: string };
  const env = { ...process.env, CULPRIT_API_KEY: secret };
  return (await promisify(execFile)(process.execPath, ["cli/culprit.ts", "alerts", "list", "--data", folder], { env })).stdout;
}

const SOON = { timeout: 15_000 };

/** One press asks and takes nothing away. */
export async function revokeAll(page: Page, name: string): Promise<void> {
  const revokes = page.getByRole("button", { name });
  for (let before = await revokes.count(); before > 0; before = await revokes.count()) {
    await revokes.first().click();
    await page.getByRole("button", { name: "Really revoke" }).click();
    await expect.poll(() => revokes.count(), SOON).toBeLessThan(before);
  }
}
