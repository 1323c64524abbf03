import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLog } from "../app/log.ts";
import { startAsking } from "./asking.ts";
import { openChromium, violations } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";
import { holdScripts } from "./visit.ts";

const PASSWORD = "correct horse battery";
const SOON = { timeout: 10_000 };

/** From the link of the first start to a colleague who is shown out, as people do it. */
describe("people", () => {
  let site: Site;
  let browser: Browser;
  let admin: BrowserContext;
  let invited: string;
  beforeAll(async () => {
    site = await openSite({ accounts: true });
    browser = await openChromium();
    admin = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    admin.setDefaultTimeout(10_000);
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  async function signIn(page: Page, password = PASSWORD, login = "mara"): Promise<void> {
    await page.getByLabel("Name", { exact: true }).fill(login);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  test("the link of the first start makes the first administrator, once", async () => {
    const link = /http\S+\/join#[\w-]{43}/.exec(site.said.join("\n"))?.[0] ?? "";
    const page = await admin.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url() + JSON.stringify(request.headers())));
    await page.goto(link);
    await page.getByRole("heading", { name: "Become the administrator" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("Name to sign in with").fill("mara");
    await page.getByLabel("Name in the log").fill("Mara Lind");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Create the account" }).click();
    await page.locator("form").getByRole("alert").filter({ hasText: "At least 12 characters" }).waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create the account" }).click();
    await page.getByRole("link", { name: "Account of Mara Lind" }).waitFor();
    expect(asked.filter((one) => one.includes(link.split("#")[1] ?? "?"))).toEqual([]);
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByRole("heading", { name: "This link is no longer valid" }).waitFor();
    await page.close();
  });

  test("an administrator invites, and who is invited chooses a password", async () => {
    const page = await admin.newPage();
    await page.goto(`${site.url}/settings/people`);
    await page.getByLabel("Name to sign in with").fill("ben");
    await page.getByLabel("Name in the log").fill("Ben Okafor");
    await page.getByRole("button", { name: "Invite" }).click();
    invited = (await page.getByText(/\/join#/).textContent()) ?? "";
    await page.getByText("has not taken up the invitation").waitFor();
    expect(await violations(page)).toEqual([]);

    const ben = await (await browser.newContext()).newPage();
    await ben.goto(invited);
    await ben.getByRole("heading", { name: "Welcome, Ben Okafor" }).waitFor();
    await ben.getByLabel("Password").fill(PASSWORD);
    await ben.getByRole("button", { name: "Set the password" }).click();
    await ben.getByRole("link", { name: "Account of Ben Okafor" }).waitFor();
    expect(await ben.getByRole("link", { name: "People and roles" }).count()).toBe(0);
    await ben.goto(`${site.url}/settings/people`);
    await ben.getByText("Ben Okafor may not decide who may do what.").waitFor();
    expect(await violations(ben)).toEqual([]);
    await ben.context().close();
    await page.close();
  });

  test("signing in leads back to where one wanted to go, and nowhere else", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    // Typed and pressed while the page's code is on its way.
    const release = await holdScripts(page);
    await page.goto(`${site.url}/investigations?q=loss`, { waitUntil: "commit" });
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page, "wrong horse battery");
    release();
    await page.locator("form").getByRole("alert").filter({ hasText: "Name or password is wrong." }).waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe("mara");
    expect(await violations(page)).toEqual([]);
    await signIn(page);
    await page.waitForURL(`${site.url}/investigations?q=loss`);
    await context.clearCookies();
    for (const to of ["//evil.example", "https://evil.example/", "/\\evil.example"]) {
      await page.goto(`${site.url}/sign-in?to=${encodeURIComponent(to)}`);
      await signIn(page);
      await page.waitForURL(`${site.url}/`);
      await context.clearCookies();
    }
    await context.close();
  });

  test("when a session ends while somebody types, they sign in above the page and nothing is lost", async () => {
    const id = await site.put(makeLog({ rounds: 1 }));
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${site.url}/sign-in?to=/investigations/${id}`);
    await signIn(page);
    await page.waitForURL(`${site.url}/investigations/${id}`);
    // Typed and sent while the page's code is on its way, when the session has just ended: the hardest case.
    const release = await holdScripts(page);
    await page.reload({ waitUntil: "commit" });
    const field = page.getByLabel("Add a note, or / for commands");
    await field.waitFor();
    await field.fill("the switch was replaced at noon");
    await context.clearCookies();
    await field.press("Enter");
    release();
    await page.getByRole("dialog", { name: "You are signed out" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.getByRole("dialog").getByLabel("Name").inputValue()).toBe("mara");
    await page.getByRole("dialog").getByLabel("Password").fill(PASSWORD);
    await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await field.inputValue()).toBe("the switch was replaced at noon");
    await field.press("Enter");
    await page.getByRole("article").filter({ hasText: "the switch was replaced at noon" }).first().waitFor();
    expect(await page.getByText("Mara Lind").count()).toBeGreaterThan(0);
    await context.close();
  });

  test("two in one investigation see each other and what each does; one hands over, and the other finds it", async () => {
    const id = await site.put(makeLog({ rounds: 1 }));
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const [mara, ben] = [await admin.newPage(), await context.newPage()];
    await ben.goto(`${site.url}/sign-in?to=/investigations/${id}`);
    await signIn(ben, PASSWORD, "ben");
    await ben.waitForURL(`${site.url}/investigations/${id}`);
    await mara.goto(`${site.url}/investigations/${id}`);
    for (const page of [mara, ben]) await page.getByText("Here now: Ben Okafor, Mara Lind").waitFor({ state: "attached" });
    // A press before the page's code runs counts, too.
    await ben.getByRole("button", { name: "Pause" }).click();
    await mara.getByText("Paused by Ben Okafor").filter({ visible: true }).first().waitFor();
    await mara.getByRole("button", { name: "Resume" }).waitFor();
    const field = ben.getByRole("combobox", { name: /Add a note/ });
    const menu = ben.getByRole("menuitem", { name: "Hand over" });
    await expect
      .poll(async () => {
        const button = ben.getByRole("button", { name: "Share, export or hand over" }).filter({ visible: true });
        if ((await menu.count()) === 0) await button.click({ timeout: 1_000 }).catch(() => undefined);
        return menu.count();
      }, SOON)
      .toBe(1);
    await menu.press("Enter");
    await expect.poll(() => field.evaluate((one) => one === document.activeElement), SOON).toBe(true);
    await field.press("End");
    await ben.keyboard.type("mara cmp-7 is next");
    await field.press("Enter");
    await mara.getByText("Handed over to Mara Lind by Ben Okafor").filter({ visible: true }).first().waitFor();
    await ben.close();
    await mara.getByText("Here now: Ben Okafor").waitFor({ state: "detached" });
    await mara.goto(site.url);
    await mara.getByRole("heading", { name: "Handed over to you" }).getByRole("link", { name: "all" }).click();
    await mara.getByRole("link", { name: "Remove the filter handed over to" }).waitFor();
    expect(await mara.locator("tbody tr").count()).toBe(1);
    await mara.close();
    await context.close();
  });

  test("two are asked what no host shows: the lists say so, the first answer counts as said, and the other one is told", async () => {
    const { id, close } = await startAsking(admin, site.url);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const [mara, ben] = [await admin.newPage(), await context.newPage()];
    await ben.goto(`${site.url}/sign-in?to=/investigations/${id}`);
    await signIn(ben, PASSWORD, "ben");
    await mara.goto(`${site.url}/investigations/${id}`);
    const choose = async (page: Page, reply: string): Promise<void> => {
      const radio = page.getByRole("radiogroup", { name: /VRRP daemon of lb1/ }).getByRole("radio", { name: reply });
      await radio.waitFor(SOON);
      const answer = page.getByRole("button", { name: `Answer: ${reply}` });
      await expect.poll(async () => (await radio.check({ timeout: 1_000 }).catch(() => undefined), await answer.count()), SOON).toBe(1);
    };
    const waits = async (): Promise<boolean> =>
      (await (await admin.request.get(`${site.url}/api/v1/investigations?status=waiting`)).text()).includes(id);
    await choose(mara, "It is stopped: state T");
    // Without this answer there is nothing left to ask: what cannot be taken back is asked about first.
    await mara.getByRole("combobox", { name: /Add a note/ }).fill("/skip daemonState");
    await mara.keyboard.press("Enter");
    await mara.getByRole("dialog", { name: "Skip daemonState and end it?" }).getByRole("button", { name: "Keep asking" }).click();
    await choose(ben, "A logger: unix_wait_for_peer, sock_alloc_send_pskb");
    expect(await ben.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await ben.getByRole("button", { name: /^Answer: / }).evaluate((button) => button.getBoundingClientRect().right)).toBeLessThan(
      390,
    );
    await expect.poll(() => mara.title(), SOON).toMatch(/^\(1\) /);
    await mara.getByText("waits for you").first().waitFor();
    // Nobody hands over to themselves.
    const offered = async (page: Page): Promise<readonly string[]> => {
      const answer = await page.request.get(`${site.url}/api/v1/investigations/${id}/people`);
      return ((await answer.json()) as { readonly people: readonly { readonly login: string }[] }).people.map(({ login }) => login);
    };
    expect(await offered(mara)).toEqual(expect.arrayContaining(["ben"]));
    expect(await offered(mara)).not.toContain("mara");
    expect(await offered(ben)).not.toContain("ben");
    expect(await waits()).toBe(true);
    // Both send; what the one on the phone sends comes later.
    const gate = Promise.withResolvers<undefined>();
    await ben.route("**/actions", async (route) => {
      await gate.promise;
      await route.continue();
    });
    await ben.getByRole("button", { name: /^Answer: / }).click();
    await mara.getByRole("button", { name: /^Answer: / }).click();
    await mara.locator("[data-kind=verdict]").getByText("Suspected, by what people said").waitFor();
    await mara.locator("[data-kind=verdict]").getByText("Mara Lind said: It is stopped: state T").first().waitFor();
    gate.resolve(undefined);
    await ben.getByText("Mara Lind answered this already: It is stopped: state T.").first().waitFor(SOON);
    expect(await waits()).toBe(false);
    await expect.poll(() => mara.title(), SOON).not.toMatch(/^\(1\) /);
    await mara.close();
    await context.close();
    await close();
  });

  test("one sees one's sessions, ends them, and signs out", async () => {
    const page = await admin.newPage();
    await page.goto(`${site.url}/settings/account`);
    const rows = page.getByRole("listitem").filter({ hasText: "last seen" });
    await expect.poll(() => rows.count(), SOON).toBeGreaterThan(1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "End all others" }).click();
    await expect.poll(() => rows.count(), SOON).toBe(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${site.url}/sign-in`);
    await page.goto(`${site.url}/settings/account`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.close();
  });

  test("the pages fit a phone", async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
    const page = await context.newPage();
    for (const path of ["/sign-in", "/settings/account", "/settings/people"]) {
      await page.goto(site.url + path);
      if (path === "/sign-in") {
        await signIn(page);
        await page.waitForURL(`${site.url}/`);
      } else await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
      await page.waitForTimeout(300);
      if (path !== "/sign-in") expect(await violations(page), path).toEqual([]);
    }
    await context.close();
  });
});
