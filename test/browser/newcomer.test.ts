import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium } from "./chromium.ts";
import { newDataFolder, startCulprit, type CulpritServer } from "./culprit-server.ts";
import { picture } from "./picture.ts";

const MINUTE = 60_000;

describe("a newcomer", () => {
  const data = newDataFolder();
  let server: CulpritServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startCulprit(data.folder);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    data.remove();
  });

  test("comes from the first page to a verdict on the practice host with one click", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    await page.goto(server.url);
    await page.getByRole("button", { name: "Start practice" }).waitFor();
    await picture(page, "start-desktop");
    await page.getByRole("button", { name: "Start practice" }).click();
    await page.waitForURL(/\/investigations\//);
    await page
      .getByText("29 counted")
      .or(page.getByText(/counted, \d+ missing/))
      .first()
      .waitFor({ timeout: MINUTE });
    await expect.poll(() => page.getByText("A CPU's receive backlog on router-1 overflows").count()).toBeGreaterThan(0);
    await picture(page, "practice-verdict-desktop");
    await page.goto(`${server.url}/investigations`);
    await page.getByText("Practice: a router loses a fraction of a percent").first().waitFor();
    await picture(page, "investigations-desktop");
    await page.close();
  });
});
