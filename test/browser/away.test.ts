import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium } from "./chromium.ts";
import { newDataFolder, post, startCulprit, type CulpritServer } from "./culprit-server.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 30_000 };

/** A page that stands open while its server stops, as for an upgrade, and starts again: the whole server, and everything the page loads late. */
describe("a page whose server is away", () => {
  const data = newDataFolder();
  let browser: Browser;
  let server: CulpritServer;
  beforeAll(async () => {
    browser = await openChromium();
    server = await startCulprit(data.folder);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    data.remove();
  });

  test("stays whole and usable, tells so, and goes on by itself without a gap once the server is back", async () => {
    const { id } = await post(server.url, "/api/v1/investigations", { do: "practice" });
    const { page } = await visitPage(browser, `${server.url}/investigations/${id}`);
    await page.locator("[data-kind=verdict]").waitFor({ timeout: 80_000 });
    const field = page.getByRole("combobox", { name: /Add a note/ });
    await field.fill("half a note");
    await quiet(page);

    const { port } = new URL(server.url);
    await server.stop();
    await page.getByText(/Connection lost \d+ s ago/).waitFor(SOON);
    await page.getByRole("tab", { name: "Path" }).click();
    await page
      .getByRole("tabpanel")
      .getByText(/What lies between/)
      .first()
      .waitFor(SOON);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor(SOON);
    await page.keyboard.press("Escape");
    await field.press("Enter");
    await page.getByText("The server does not answer. Whether this reached it is not known: look before you send it again.").waitFor(SOON);
    expect(await page.getByText("could not be").count()).toBe(0);
    expect(await field.inputValue()).toBe("half a note");

    server = await startCulprit(data.folder, { args: ["--port", port] });
    await expect.poll(() => page.getByText("Connection lost").count(), SOON).toBe(0);
    await field.press("Enter");
    await expect.poll(() => page.locator("[data-kind=note]").allTextContents(), SOON).toEqual([expect.stringContaining("half a note")]);
    await page.context().close();
  });

  test("says of a part that it could not load, leaves the rest alone, and draws it as soon as it is to be had", async () => {
    const { id } = await post(server.url, "/api/v1/investigations", { do: "practice" });
    const html = await (await fetch(`${server.url}/investigations/${id}`)).text();
    const { page } = await visitPage(browser, `${server.url}/settings`);
    let away = true;
    const held: string[] = [];
    await page.route(/\/_next\/static\/.*\.js/u, (route) => {
      // What the page is made of comes; what it loads by itself does not.
      if (!away || html.includes(new URL(route.request().url()).pathname)) return route.continue();
      held.push(route.request().url());
      return route.abort("connectionrefused");
    });
    await page.goto(`${server.url}/investigations/${id}`);
    await page.getByRole("tab", { name: "Machine" }).click();
    await page.getByRole("tabpanel").getByText("This part could not be loaded.").waitFor(SOON);
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    expect(held.length).toBeGreaterThan(0);
    away = false;
    await expect.poll(() => page.getByText("This part could not be loaded.").count(), SOON).toBe(0);
    await page.getByRole("tabpanel").locator("svg").first().waitFor(SOON);
    await page.context().close();
  });

  test("no host is said to be reached for while nobody answers, and the form checks again", async () => {
    const { page } = await visitPage(browser, `${server.url}/new/first-look`);
    let away = true;
    await page.route("**/api/v1/preflight", (route) => (away ? route.abort("connectionrefused") : route.continue()));
    const hosts = page.getByPlaceholder("[user@]address[:port]");
    // Nothing listens on the discard port of this machine.
    for (const field of await hosts.all()) await field.fill("root@127.0.0.1:9");
    await page.getByRole("button", { name: "Check hosts" }).click();
    await page.getByText(/nothing is known of the hosts here/).waitFor(SOON);
    expect(await page.getByText("Connecting").count()).toBe(0);
    await page.getByText("Not known").first().waitFor(SOON);
    away = false;
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("Not reached").first().waitFor(SOON);
    expect(await page.getByText("Not known").count()).toBe(0);
    await page.context().close();
  });
});

/** Until nothing is loaded any more. */
const quiet = (page: Page): Promise<void> =>
  expect
    .poll(async () => {
      const count = (): Promise<number> => page.evaluate(() => performance.getEntriesByType("resource").length);
      const before = await count();
      await page.waitForTimeout(1_500);
      return (await count()) - before;
    }, SOON)
    .toBe(0);
