import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLog } from "../app/log.ts";
import { openChromium, violations } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 20_000 };

/** What a phone has no room for is there all the same. */
describe("an investigation on a phone", () => {
  let site: Site;
  let browser: Browser;
  let running: string;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
    running = await site.put(makeLog({ rounds: 1 }));
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  const open = async (width: number): Promise<Page> => {
    const { page } = await visitPage(browser, `${site.url}/investigations/${running}`, { width, reduced: true });
    await page.waitForFunction(
      () => [...document.querySelectorAll("[role=tab]")].some((one) => Object.keys(one).some((name) => name.startsWith("__reactProps$"))),
      undefined,
      SOON,
    );
    return page;
  };

  test("shows that there are more tabs beyond an edge, and the chosen one whole", async () => {
    const page = await open(390);
    const list = page.getByRole("tablist", { name: "Parts of the investigation" });
    const signs = (): Promise<readonly number[]> =>
      list.evaluate((one) => {
        const row = one.closest("form")?.parentElement;
        return row ? ["::before", "::after"].map((sign) => Math.round(Number(getComputedStyle(row, sign).opacity))) : [];
      });
    await expect.poll(signs, SOON).toEqual([0, 1]);
    await page.getByRole("tab", { name: "Timeline" }).click();
    await expect.poll(signs, SOON).toEqual([1, 0]);
    const box = await page.getByRole("tab", { name: "Timeline" }).boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 390)).toBeLessThanOrEqual(390);
    await page.context().close();
  });

  test("offers in the palette what it does on a desktop, in lines that a thumb meets", async () => {
    const offered = (page: Page): Promise<readonly string[]> =>
      page.getByRole("group", { name: "This investigation" }).getByRole("option").allInnerTexts();
    const desk = await open(1440);
    await desk.keyboard.press("Control+k");
    // Some of it is offered once the rest of the page is there.
    await expect.poll(() => offered(desk), SOON).toEqual(expect.arrayContaining(["Stop", "Hand over"]));
    const page = await open(390);
    await page.getByRole("button", { name: "More", exact: true }).filter({ visible: true }).click();
    await page.getByRole("menuitem", { name: "Everything else" }).click(SOON);
    await expect.poll(() => offered(page), SOON).toEqual(await offered(desk));
    expect(await offered(page)).toEqual(expect.arrayContaining(["Pause", "Add a host", "Copy link", "Export as Markdown", "Stop"]));
    const heights = await page.getByRole("option").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("option", { name: "Stop", exact: true }).click();
    await page.getByRole("dialog", { name: "Stop this investigation?" }).waitFor(SOON);
    await Promise.all([page.context().close(), desk.context().close()]);
  });
});
