import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLog } from "../app/log.ts";
import { openChromium } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";

const SOON = { timeout: 20_000 };

/** In a browser that runs no script, and for whoever reads the first HTML: what is missing, and a way on. */
async function seenWithoutScripts(browser: Browser, url: string, say: string): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText(say).first().waitFor(SOON);
  await page.getByRole("heading", { level: 1, name: "Not found" }).waitFor(SOON);
  await page.getByRole("main").getByRole("link", { name: "Start" }).waitFor(SOON);
  await context.close();
}

/** Addresses that name nothing: who reads answers by their status, a script or a monitor, is told so, too. */
describe("what is not there", () => {
  let site: Site;
  let browser: Browser;
  let id: string;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
    id = await site.put(makeLog());
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  test.each([
    ["/investigations/nope", "There is nothing at this address."],
    ["/investigations/nope/print", "There is nothing at this address."],
    ["/investigations/nope/rejudge", "There is nothing at this address."],
    ["/compare?a=nope&b=neither", "There is nothing at this address."],
    ["/runbooks/nope", "No runbook has this name."],
    ["/new/nope", "No incident type has this name."],
    ["/hosts/nope", "This host is not in the inventory."],
    ["/hosts/snapshots?a=nope&b=neither", "These two snapshots are not both here."],
    ["/sweeps/nope", "There is no such sweep."],
    ["/nope", "There is nothing at this address."],
    ["/nope/deeper", "There is nothing at this address."],
  ])("%s answers 404 with a page that says so, in the frame of all pages", async (path, say) => {
    expect((await fetch(site.url + path)).status).toBe(404);
    await seenWithoutScripts(browser, site.url + path, say);
    const page = await browser.newPage();
    const answer = await page.goto(site.url + path);
    expect(answer?.status()).toBe(404);
    await page.getByText(say).first().waitFor(SOON);
    await page.getByRole("heading", { level: 1, name: "Not found" }).waitFor(SOON);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "History" }).waitFor(SOON);
    // A tab is found by its title.
    await expect.poll(() => page.title(), SOON).toBe("Not found · Culprit");
    await page.close();
  });

  test("an address of the API that nothing answers says so as data, and whatever is a page has its policy", async () => {
    const answer = await fetch(`${site.url}/api/v1/nope`);
    expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ ok: false, status: 404 })]);
    for (const path of ["/nope", "/readyzx", "/_next/staticx"])
      expect((await fetch(site.url + path)).headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
  });

  test("what is there answers 200", async () => {
    const there = [
      "/",
      "/history",
      "/runbooks/small-packet-loss",
      "/new/small-packet-loss",
      "/hosts/snapshots",
      "/hosts/snapshots?a=&b=",
      "/compare",
    ];
    for (const path of [...there, `/investigations/${id}`, `/investigations/${id}/print`, `/compare?a=${id}&b=${id}`])
      expect([path, (await fetch(site.url + path)).status]).toEqual([path, 200]);
  });

  test("what is there has its own title", async () => {
    expect(await (await fetch(`${site.url}/hosts/snapshots`)).text()).toContain("<title>Compare snapshots · Culprit</title>");
  });

  test("a page that is not ready at once begins with a skeleton", async () => {
    expect(await (await fetch(`${site.url}/investigations/${id}`)).text()).toContain('aria-label="Loading"');
  });

  test("what is on its way is said to be, on a slow connection, until it is there", async () => {
    const page = await browser.newPage();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route(/[?&]_rsc=/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(site.url);
    const sign = page.getByText("The page is on its way");
    await expect
      .poll(async () => {
        await page.getByRole("link", { name: "History" }).filter({ visible: true }).first().click();
        await sign.waitFor({ state: "attached", timeout: 1_000 }).catch(() => undefined);
        return sign.count();
      }, SOON)
      .toBe(1);
    letGo();
    await page.getByRole("heading", { name: "History" }).waitFor(SOON);
    await expect.poll(() => sign.count(), SOON).toBe(0);
    await page.close();
  });
});
