import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { openStage } from "./stage.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 10_000 };

/** By name, as a person does who does not reach for the mouse. A key that is pressed before the page's code runs does nothing. */
async function byName(page: Page, typed: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Go to, or do" });
  await expect.poll(async () => (await dialog.count()) > 0 || page.keyboard.press("Control+k").then(() => false), SOON).toBe(true);
  await page.keyboard.type(typed);
  await dialog
    .locator("[cmdk-item][data-selected=true]")
    .filter({ hasText: new RegExp(typed, "i") })
    .waitFor(SOON);
  await page.keyboard.press("Enter");
}

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.tagName ?? "");

describe("an author with a keyboard", () => {
  const stage = openStage();

  test("opens a runbook, supposes a cause, sees why each test is chosen, and that the cause is found", async () => {
    const { page, complaints } = await visitPage(stage.browser, `${stage.site.url}/`);
    await byName(page, "small share");
    await page.waitForURL(/\/runbooks\/small-packet-loss$/);
    await page.getByRole("heading", { name: "Simulator" }).waitFor(SOON);
    await byName(page, "simulate");
    await expect.poll(() => focused(page), SOON).toBe("SELECT");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.url(), SOON).toMatch(/suppose=/);

    const engine = page.getByRole("region", { name: "What the engine would do now" });
    expect(await engine.innerText()).toMatch(/can tell apart \d+ of \d+ pairs of rivals/);
    await byName(page, "answer");
    await engine.getByText("If it ended now").or(engine.getByText("It ends here")).waitFor(SOON);
    for (let round = 0; round < 5 && (await engine.getByRole("button", { name: /^Answer/ }).count()) > 0; round += 1)
      await page.keyboard.press("Enter");
    await engine.getByText("It ends here").waitFor(SOON);
    expect(await engine.innerText()).toMatch(/Established/);

    // The same simulation again, from its address.
    const verdict = await engine.innerText();
    await page.reload();
    await expect.poll(() => engine.innerText(), SOON).toBe(verdict);
    // Back undoes one answer at a time.
    const [answered, before] = [page.url(), new URL(page.url()).searchParams.getAll("t").length];
    await page.goBack();
    await expect.poll(() => new URL(page.url()).searchParams.getAll("t").length, SOON).toBeLessThan(before);
    await expect.poll(() => engine.innerText(), SOON).not.toBe(verdict);
    expect(page.url()).not.toBe(answered);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("moves through the predictions by arrows and reads each in full", async () => {
    const { page } = await visitPage(stage.browser, `${stage.site.url}/runbooks/large-packets-vanish`);
    const grid = page.getByRole("grid");
    const detail = page.getByRole("region", { name: "What is chosen in the table" });
    await grid.locator("td[tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    // Before the page's code runs, an arrow scrolls.
    await expect
      .poll(() => page.keyboard.press("Control+End").then(() => grid.locator(":focus").getAttribute("data-at")), SOON)
      .toMatch(/^16,/);
    const last = await detail.innerText();
    await page.keyboard.press("Home");
    await expect.poll(() => detail.innerText(), SOON).toContain("Source:");
    expect(await detail.innerText()).not.toBe(last);
    await page.context().close();
  });

  test("goes to pages by letters, not while typing, and finds all letters under ?", async () => {
    const { page } = await visitPage(stage.browser, `${stage.site.url}/hosts`);
    await expect.poll(() => page.keyboard.press("?").then(() => page.getByRole("dialog", { name: "Keyboard" }).count()), SOON).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count(), SOON).toBe(0);
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.waitForURL(/\/runbooks$/);
    await page.getByRole("searchbox", { name: "Search runbooks" }).focus();
    await page.keyboard.type("gi hangs");
    await expect.poll(() => page.url(), SOON).toContain("q=gi%20hangs");
    await page.context().close();
  });
});
