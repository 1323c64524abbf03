import { describe, expect, test } from "vitest";
import { logWith, STATES } from "./changes.ts";
import { violations } from "./chromium.ts";
import { picture } from "./picture.ts";
import { openStage } from "./stage.ts";
import { visitPage } from "./visit.ts";

describe("the card of a change", () => {
  const stage = openStage();

  test.each(Object.keys(STATES))("reads well on a desk and on a phone: %s", async (state) => {
    const id = await stage.site.put(logWith(STATES[state] ?? []));
    for (const width of [1440, 390]) {
      const { page, complaints } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`, { width, dark: width === 390 });
      const card = page.getByRole("region", { name: /^Change of/ });
      await card.scrollIntoViewIfNeeded();
      await picture(page, `change-${state}-${width}`);
      // The states differ in words only; one that asks and one in red are looked at in full.
      if (width === 390 && ["asked", "stuck"].includes(state)) expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(await card.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
      // What it came to stands beside its icon in one piece, names and moments in it too.
      expect(await card.locator("p:has(> svg)").evaluateAll((lines) => lines.map(({ childElementCount }) => childElementCount))).toEqual([
        2,
      ]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  test("is red on the start page, on the hosts page and in the list, until it is undone", async () => {
    const id = await stage.site.put(logWith(STATES["stuck"] ?? []));
    const said = async (place: string, width: number): Promise<string> => {
      const { page } = await visitPage(stage.browser, `${stage.site.url}${place}`, { width, dark: width === 390 });
      // What comes first is the frame of the page.
      await page.locator("main h1").first().waitFor({ timeout: 20_000 });
      const region = page.getByRole("region", { name: "Changes that are not proven to be undone" });
      const mine = region.locator("p", { has: page.locator(`a[href="/investigations/${id}"]`) });
      const text = (await mine.count()) === 0 ? "" : await mine.innerText();
      await picture(page, `stuck${place.replaceAll("/", "-")}-${width}`);
      if (text !== "" && width === 390) expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      const row =
        place === "/investigations" ? await page.locator("tr", { has: page.locator(`a[href="/investigations/${id}"]`) }).innerText() : "";
      await page.context().close();
      return `${text} ${row}`;
    };
    const red = "net-2: not proven to be undone. The length of a CPU's receive backlog may be 3000 instead of 1000";
    for (const [place, width] of [
      ["/", 1440],
      ["/hosts", 390],
      ["/investigations", 1440],
    ] as const) {
      const text = await said(place, width);
      expect(text).toContain(red);
      if (place === "/investigations") expect(text).toContain("Not undone");
    }
    await stage.site.add(id, logWith([{ type: "changeUndone", id: "c1", by: "host", value: "1000" }]).slice(-1));
    expect(await said("/investigations", 1440)).not.toMatch(/not undone|not proven/i);
  });

  test("takes two people: without accounts it cannot be approved, and says what to do", async () => {
    const id = await stage.site.put(logWith(STATES["two"] ?? []));
    const { page } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`);
    const card = page.getByRole("region", { name: /^Change of/ });
    await card.getByText("culprit serve --accounts", { exact: false }).waitFor({ timeout: 20_000 });
    await card.getByRole("button", { name: "Decline" }).waitFor({ timeout: 20_000 });
    expect(await card.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
    await page.context().close();
  });

  test("is approved by a click, once, and declined with a reason", async () => {
    const id = await stage.site.put(logWith(STATES["asked"] ?? []));
    const { page } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`);
    const [decline, back] = [page.getByRole("button", { name: "Decline" }), page.getByRole("button", { name: "Back", exact: true })];
    // The card's own script comes after the page.
    await expect
      .poll(async () => ((await back.count()) === 0 ? decline.click().then(() => back.count()) : back.count()), { timeout: 10_000 })
      .toBe(1);
    expect(await decline.isDisabled()).toBe(true);
    await back.click();
    await page.getByRole("button", { name: /^Approve for/ }).click();
    // Who declines must say why; who approved sees it said, and is asked no more. No worker can reach these hosts: it says so.
    await page.getByText("could not be reached").first().waitFor({ timeout: 20_000 });
    expect(await page.getByRole("button", { name: /^Approve for/ }).count()).toBe(0);
    await page.context().close();
  });
});
