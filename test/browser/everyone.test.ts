import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLog } from "../app/log.ts";
import { openChromium, violations } from "./chromium.ts";
import { PLACES, type Shown } from "./places.ts";
import { openSite, type Site } from "./site.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 10_000 };
/** The page of all that pages share takes longest, each rule looks at everything on it. */
const ENDS_MS = 180_000;
/** Each theme once, each width once: at both, a page has the same parts but for what gives way on a phone. */
const LOOKS = [
  { width: 1440, colorScheme: "light", asked: "everything" },
  { width: 360, colorScheme: "dark", asked: "everything" },
] as const;

/** Each page in each state, for everyone who reads it: with a screen reader, with a keyboard, on a phone, in the dark. */
describe("for everyone", () => {
  let site: Site;
  let browser: Browser;
  let shown: Shown;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
    shown = { concluded: await site.put(makeLog()), running: await site.put(makeLog({ rounds: 1 })) };
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  test.each(PLACES)(
    "$name breaks no rule of WCAG 2.2 AA and never scrolls sideways, wide and narrow, light and dark",
    async (place) => {
      const { page, complaints } = await visitPage(browser, site.url + place.path(shown), { reduced: true });
      await page.locator("main h1").first().waitFor(SOON);
      await place.act?.(page);
      for (const { width, colorScheme, asked } of LOOKS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        await expect.poll(wide, SOON).toBeLessThanOrEqual(0);
        expect(await violations(page, asked), `${width} px, ${colorScheme}`).toEqual([]);
      }
      expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
      await page.context().close();
    },
    ENDS_MS,
  );
});
