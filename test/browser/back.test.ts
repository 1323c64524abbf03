import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { makeLog } from "../app/log.ts";
import { openStage } from "./stage.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 15_000 };

describe("going back in an investigation", () => {
  const stage = openStage();

  test("leads from a proof to the verdict that named it, where it was read, with the link in hand", async () => {
    const id = await stage.site.put(makeLog());
    const { page } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`);
    const link = page.locator("[data-kind=verdict] a[href^='#e']").first();
    await link.waitFor(SOON);
    const href = await link.getAttribute("href");
    await page.mouse.move(400, 400);
    await page.mouse.wheel(0, 60);
    await page.waitForTimeout(1_000);
    const before = await top(page);
    // Pressed by keyboard: a click would scroll the link into view first.
    await link.evaluate((one) => (one as HTMLElement).focus({ preventScroll: true }));
    await page.keyboard.press("Enter");
    await expect.poll(async () => Math.abs((await top(page)) - before), SOON).toBeGreaterThan(100);
    await page.goBack();
    await expect.poll(async () => Math.abs((await top(page)) - before), SOON).toBeLessThan(3);
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("href")), SOON).toBe(href);
    expect(new URL(page.url()).hash).toBe("");
    await page.goForward();
    await expect.poll(() => new URL(page.url()).hash, SOON).toBe(href);
    await expect.poll(async () => Math.abs((await top(page)) - before), SOON).toBeGreaterThan(100);
    await page.context().close();
  });

  test("leads to the moment and the tab that were looked at last, not to those that the link named", async () => {
    const id = await stage.site.put(makeLog());
    const { page } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}?at=12`);
    const slider = page.getByRole("slider");
    await slider.waitFor(SOON);
    // A key that is pressed before the page's code runs does nothing.
    await expect.poll(() => slider.evaluate((one) => Object.keys(one).some((key) => key.startsWith("__reactProps"))), SOON).toBe(true);
    await slider.focus();
    for (let n = 0; n < 3; n += 1) await page.keyboard.press("ArrowRight");
    await page
      .getByText(/^event 15 of/u)
      .filter({ visible: true })
      .first()
      .waitFor(SOON);
    await page.getByRole("tab", { name: "Machine" }).click();
    await page.getByRole("link", { name: "History" }).first().click();
    await page.waitForURL(/\/history/u, SOON);
    await page.getByRole("heading", { name: "History" }).waitFor(SOON);
    await page.goBack();
    await page
      .getByText(/^event 15 of/u)
      .filter({ visible: true })
      .first()
      .waitFor(SOON);
    await page.getByRole("tab", { name: "Machine", selected: true }).waitFor(SOON);
    expect(new URL(page.url()).searchParams.get("at")).toBe("15");
    await page.context().close();
  });
});

/** Where the verdict begins on the screen, px. */
const top = (page: Page): Promise<number> => page.locator("[data-kind=verdict]").evaluate((one) => one.getBoundingClientRect().top);
