import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partId } from "#machines/journal/watch-part.ts";
import { openChromium, violations } from "./chromium.ts";
import { watchLogs } from "./shown-watch.ts";
import { openSite, type Site } from "./site.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 10_000 };

/** Two events that were judged, and the third waited for. */
describe("a watch that judges each event, in a browser", () => {
  let site: Site;
  let browser: Browser;
  const first = randomUUID();
  const second = partId(first, 2);

  beforeAll(async () => {
    [site, browser] = [await openSite(), await openChromium()];
    for (const { id, log } of watchLogs(first)) await site.put(log, id);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  test("every investigation of it sums all of them up, and leads to the others", async () => {
    const { page, complaints } = await visitPage(browser, `${site.url}/investigations/${second}`);
    const bar = page.getByRole("region", { name: "The watch that this belongs to" });
    await bar.getByText("Event 2 of this watch.").waitFor(SOON);
    await bar.getByText(/2 events: 1 backlogOverflow on net-2, 1 /).waitFor(SOON);
    await bar.getByText(/The watch goes on, until/).waitFor(SOON);
    await bar.getByText("All 3 investigations of it").click(SOON);
    expect(await bar.getByRole("listitem").count()).toBe(3);
    expect(await bar.getByRole("listitem").nth(1).locator("[aria-current=page]").count()).toBe(1);
    await bar.getByRole("link", { name: "Event 1", exact: true }).click(SOON);
    await page.getByText("Event 1 of this watch.").waitFor(SOON);
    await page.getByRole("link", { name: "Go to event 2" }).filter({ visible: true }).first().click(SOON);
    await page.getByText("Event 2 of this watch.").waitFor(SOON);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("its verdict is read from the beginning, whatever is said below of what comes next", async () => {
    const { page } = await visitPage(browser, `${site.url}/investigations/${first}`);
    await page.getByText("The watch waits for event 2").filter({ visible: true }).first().waitFor(SOON);
    await page.waitForTimeout(500);
    const [verdict, conversation] = [page.locator("[data-kind=verdict]"), page.getByRole("region", { name: "Conversation", exact: true })];
    const [at, box] = [await verdict.boundingBox(), await conversation.boundingBox()];
    expect((at?.y ?? -1) - (box?.y ?? 0)).toBeGreaterThanOrEqual(0);
    await page.context().close();
  });

  test("in the history it is one row, which leads to each of its investigations, and says which event each of them is", async () => {
    const { page, complaints } = await visitPage(browser, `${site.url}/history`);
    const rows = page.locator("tbody tr[data-id]");
    await page.getByText("Waits for event 3 ·").filter({ visible: true }).first().waitFor(SOON);
    await expect.poll(() => rows.count(), SOON).toBe(1);
    const all = page.getByRole("link", { name: "Watch, 3 investigations" });
    expect(await page.locator("tbody tr").last().innerText()).toContain("1 backlogOverflow, 1 going on, 1 undetermined");
    expect(await violations(page)).toEqual([]);
    // Rows are gone through as before; what stands below one is reached by Tab.
    await expect
      .poll(async () => (await page.keyboard.press("j"), rows.first().evaluate((row) => row.contains(document.activeElement))), SOON)
      .toBe(true);
    await page.keyboard.press("Tab");
    expect(await all.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("watch") === first, SOON);
    await page.getByText("Event 2 ·", { exact: true }).filter({ visible: true }).first().waitFor(SOON);
    await expect.poll(() => rows.count(), SOON).toBe(3);
    await expect
      .poll(async () => (await page.keyboard.press("j"), rows.last().evaluate((row) => row.contains(document.activeElement))), SOON)
      .toBe(true);
    // The investigation itself asks for outputs, of which this log has none.
    expect(complaints).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/investigations/${first}`, SOON);
    await page.goBack();
    const chip = page.getByRole("link", { name: "Remove the filter watch that began with" });
    expect(await chip.innerText()).toMatch(/INV-\d+/);
    await chip.click(SOON);
    await page.waitForURL((url) => url.search === "", SOON);
    await expect.poll(() => rows.count(), SOON).toBe(1);
    await page.context().close();
  });

  test("the form asks what ends a watch, once it is watched", async () => {
    const { page } = await visitPage(browser, `${site.url}/new/small-packet-loss`);
    expect(await page.getByLabel("When it shows").count()).toBe(0);
    await page.getByLabel("If it comes and goes").selectOption("3600", SOON);
    await page.getByLabel("When it shows").selectOption("each", SOON);
    await page.getByText(/20 at most/).waitFor(SOON);
    await page.context().close();
  });

  test("the whole watch is stopped from one that is over", async () => {
    const { page } = await visitPage(browser, `${site.url}/investigations/${first}`);
    await page.getByRole("button", { name: "Stop the watch" }).click(SOON);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Stop the whole watch?").waitFor(SOON);
    await dialog.getByRole("button", { name: "Stop", exact: true }).click(SOON);
    await page.getByText("The watch was stopped.").waitFor({ timeout: 20_000 });
    expect(await page.getByRole("button", { name: "Stop the watch" }).count()).toBe(0);
    await page.context().close();
  });
});
