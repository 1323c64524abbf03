import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openChromium } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";

interface Stage {
  readonly site: Site;
  readonly browser: Browser;
}

/** A server and a browser for the tests that stand beside this call, from the first to the last of them. */
export function openStage(): Stage {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });
  return {
    get site() {
      return site;
    },
    get browser() {
      return browser;
    },
  };
}
