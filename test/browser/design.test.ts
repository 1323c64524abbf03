import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "./chromium.ts";
import { openStage } from "./stage.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 10_000 };
const COMES = { timeout: 60_000 };
const ENDS_MS = 240_000;
const DIALOG = "[role=dialog]";
const HEIGHT = 640;
const WIDTH = 390;

/** The page of all parts acts as its parts do, and does nothing by itself. */
describe("the page of all parts", () => {
  const stage = openStage();

  const open = async (slower = 1): Promise<Page> => {
    const { page } = await visitPage(stage.browser, "about:blank", { reduced: true });
    await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slower });
    await page.goto(`${stage.site.url}/design`);
    await page.getByText("Which collector?").waitFor(COMES);
    return page;
  };

  test(
    "comes on a slow machine too, though its clocks never rest; says nothing before somebody presses, and then that nothing is sent",
    async () => {
      const page = await open(4);
      const said = page.getByText("Nothing is sent from this page.");
      // Longer than the code of a toast takes to come.
      await page.waitForTimeout(4_000);
      expect(await said.count()).toBe(0);
      await page.getByRole("button", { name: "Start with what is reachable" }).first().click();
      await said.first().waitFor(SOON);
      await page.context().close();
    },
    ENDS_MS,
  );

  test(
    "opens each dialog by its button: it breaks no rule of WCAG 2.2 AA, on a phone in the dark, and gives the focus back",
    async () => {
      const page = await open();
      const buttons = page.getByRole("heading", { name: "Dialogs" }).locator("xpath=following-sibling::section[1]").getByRole("button");
      const names = await buttons.allTextContents();
      expect(names.length).toBeGreaterThan(8);
      // The narrowest room, and the theme in which colours are nearest to each other.
      await page.setViewportSize({ width: WIDTH, height: HEIGHT });
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      for (const name of names) {
        const button = buttons.filter({ hasText: new RegExp(`^${name}$`, "u") });
        await button.click();
        await page.locator(DIALOG).waitFor(SOON);
        expect(await violations(page, "everything", DIALOG), name).toEqual([]);
        const { x = -1, y = -1, width = 0, height = 0 } = (await page.locator(DIALOG).boundingBox()) ?? {};
        expect([x >= 0, y >= 0, x + width <= WIDTH, y + height <= HEIGHT], `${name} stands within the window`).toEqual([
          true,
          true,
          true,
          true,
        ]);
        await page.keyboard.press("Escape");
        await page.locator(DIALOG).waitFor({ state: "detached", ...SOON });
        await expect.poll(() => button.evaluate((one) => one === document.activeElement), { ...SOON, message: name }).toBe(true);
      }
      await page.context().close();
    },
    ENDS_MS,
  );
});
