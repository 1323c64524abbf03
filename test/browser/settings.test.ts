import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOfToken, newToken } from "#server/access/token.ts";
import { DATABASE_VARIABLE, web } from "#server/web.ts";
import { ALERT_LIMITS } from "#server/door/alerts.ts";
import { SECTIONS } from "#app/_ui/settings/sections.ts";
import { makeLog } from "../app/log.ts";
import { ALERTMANAGER } from "../server/alerts/samples.ts";
import { temporaryFolder } from "../server/store/test-database.ts";
import { handIn, listedAlerts, revokeAll } from "./alerts.ts";
import { openChromium, violations } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";

const SOON = { timeout: 15_000 };

/** The settings, as an administrator uses them, and as others find them closed. */
describe("settings", () => {
  let site: Site;
  let browser: Browser;
  let admin: BrowserContext;
  let responder: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    site = await openSite({ accounts: true });
    browser = await openChromium();
    [admin, responder] = [await enter("mara", "Mara Lind", "admin"), await enter("ben", "Ben Okafor", "responder")];
    page = await admin.newPage();
    const { inventory } = (await web()).store;
    for (const n of [1, 2, 3]) await inventory.add({ name: `net-${n}`, address: `192.0.2.${n}` });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  async function enter(login: string, name: string, role: string): Promise<BrowserContext> {
    const { access } = (await web()).store;
    const account = await access.accounts.create({ login, name, roles: [role], passwordHash: "none" });
    const token = newToken();
    await access.sessions.open({
      accountId: account?.id ?? "",
      tokenHash: hashOfToken(token),
      address: "192.0.2.9",
      agent: "Firefox/130.0",
    });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: "Europe/Berlin" });
    context.setDefaultTimeout(15_000);
    await context.addCookies([{ name: "culprit-session", value: token, url: site.url }]);
    return context;
  }

  /** By the API, as the pages do. */
  const ask = async (context: BrowserContext, path: string, body: object): Promise<{ status: number; message: string }> => {
    const answer = await context.request.post(site.url + path, { data: body, headers: { origin: site.url } });
    const said = (await answer.json()) as { message?: string };
    return { status: answer.status(), message: said.message ?? "" };
  };
  const start = (context: BrowserContext, address: string) =>
    ask(context, "/api/v1/investigations", {
      do: "start",
      runbook: "first-look",
      brief: { hosts: [{ role: "host", address }], inputs: {} },
    });

  test("the addresses from before lead to where things are now", async () => {
    for (const [old, now] of [
      ["/people", "/settings/people"],
      ["/account", "/settings/account"],
    ] as const) {
      await page.goto(site.url + old);
      await page.waitForURL(site.url + now);
    }
    await page.goto(`${site.url}/settings`);
    for (const { say } of SECTIONS) await page.getByRole("main").getByRole("link", { name: say }).waitFor();
  });

  test("an administrator puts hosts into a group and grants there, and what is not granted is refused", async () => {
    await page.goto(`${site.url}/settings/groups`);
    await page.getByText("No host is in a group.").waitFor();
    expect((await start(responder, "192.0.2.1")).status).not.toBe(403);
    await page.getByLabel("Group of net-1").fill("prod");
    await page.getByRole("button", { name: "Move net-1" }).click();
    await page.getByText("Nothing is granted here").waitFor();
    expect(await start(responder, "192.0.2.1")).toEqual({
      status: 403,
      message: "Ben Okafor may not investigate 192.0.2.1: it is in the group prod, which does not grant it to them.",
    });
    expect((await start(admin, "192.0.2.1")).status, "an administrator has no way around").toBe(403);
    await page.getByLabel("Grant on prod to").selectOption({ label: "responder" });
    await page.getByRole("button", { name: "Grant", exact: true }).click();
    const may = page.getByRole("group", { name: "What everybody with the role responder may do on prod" });
    await may.waitFor();
    expect((await start(responder, "192.0.2.1")).status).not.toBe(403);
    await may.getByLabel("Probe").click();
    await expect.poll(async () => (await (await web()).store.groups.ground())?.grants[0]?.rights, SOON).toEqual(["investigate", "probe"]);
    await page.getByRole("button", { name: "Require a grant for them" }).click();
    await page.getByRole("button", { name: "Open them to every role" }).waitFor();
    expect((await start(responder, "203.0.113.7")).status).toBe(403);
  });

  test("an SSH key goes in and comes out nowhere", async () => {
    const folder = temporaryFolder("key");
    const file = join(folder.path, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    const key = readFileSync(file, "utf8");
    folder.remove();
    await page.goto(`${site.url}/settings/ssh-keys`);
    await page.getByRole("button", { name: "Add the key of net-2" }).click();
    await page.getByLabel("Private key").fill("no key");
    await page.getByRole("button", { name: "Keep it for net-2" }).click();
    await page.getByRole("main").getByRole("alert").filter({ hasText: "no private key" }).waitFor();
    await page.getByLabel("Private key").fill(key);
    await page.getByRole("button", { name: "Keep it for net-2" }).click();
    await page.getByText(/SHA256:.*by Mara Lind/).waitFor();
    await page.getByRole("button", { name: "Replace the key of net-2" }).waitFor();
    expect(await page.content()).not.toContain(key.split("\n")[1]);
    const remove = page.getByRole("button", { name: "Remove the key of net-2" });
    await remove.click();
    await remove.click();
    await page.getByRole("button", { name: "Add the key of net-2" }).waitFor();
  });

  test("retention says what it would remove before it does", async () => {
    const id = await site.put(makeLog());
    await site.observe(id, { id: "o1", request: "1.softnet.receiver.before", stdout: "00000000\n" });
    const client = new pg.Client(JSON.parse(process.env[DATABASE_VARIABLE] ?? "{}") as pg.ClientConfig);
    await client.connect();
    await client.query("update investigation set ended_at = now() - interval '10 days' where id = $1", [id]);
    await page.goto(`${site.url}/settings/retention?days=30`);
    await page.getByText("Nothing would be removed now.").waitFor();
    await page.getByLabel("Days after the end").fill("7");
    await page.getByRole("button", { name: "Make it the rule" }).click();
    await page.getByRole("button", { name: "Really remove after 7 days" }).click();
    await page.getByText("Outputs are removed 7 days after their investigation ended.").waitFor();
    await page.getByRole("button", { name: "See what it would remove" }).click();
    await page.getByText(/1 output of 1 investigation, .*would be removed now/).waitFor();
    const remove = page.getByRole("button", { name: /^(Remove what is older|Really remove)/ });
    await remove.click();
    await remove.click();
    await page.getByText("Nothing would be removed now.").waitFor();
    expect(await (await web()).store.readObservation(id, "o1")).toBeNull();
    await client.end();
  });

  test("the audit log is filtered by person and host, and says when it was changed", async () => {
    await page.goto(`${site.url}/settings/records`);
    await page.getByText("grant on a group").first().waitFor();
    await page.getByLabel("Person").fill("okafor");
    await page.getByLabel("Host, address or action").fill("203.0.113.7");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/person=okafor/);
    await expect.poll(() => page.getByRole("row").count(), SOON).toBe(2);
    await page.getByText("refused 403").waitFor();
    await page.getByLabel("Person").fill("nobody at all");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByText("the days are those of Europe/Berlin").waitFor();
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByText(/\d+ entries fit together/).waitFor();
    const client = new pg.Client(JSON.parse(process.env[DATABASE_VARIABLE] ?? "{}") as pg.ClientConfig);
    await client.connect();
    const { rows } = await client.query<{ text: string }>("select text from deed where n = 2");
    await client.query("update deed set text = replace(text, 'done', 'gone') where n = 2");
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByText("Entry 2 does not fit the one before it").waitFor();
    await client.query("update deed set text = $1 where n = 2", [rows[0]?.text]);
    await client.end();
  });

  test("an administrator revokes a key of another, and signs somebody out", async () => {
    const { access } = (await web()).store;
    const ben = await access.accounts.byLogin("ben");
    const expiresAt = new Date(Date.now() + 86_400_000);
    await access.apiKeys.make({ accountId: ben?.id ?? "", tokenHash: "x", name: "nightly", rights: ["write"], expiresAt });
    await page.goto(`${site.url}/settings/api-keys`);
    await page.getByRole("button", { name: "Revoke nightly of Ben Okafor" }).click();
    await page.getByRole("button", { name: "Really revoke" }).click();
    await page.getByText("Nobody else has a key.").waitFor();
    await page.goto(`${site.url}/settings/people`);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect.poll(async () => (await access.sessions.list(ben?.id ?? "")).length, SOON).toBe(0);
  });

  test("who may not, reads so; what is open to them is listed and nothing else", async () => {
    const context = await enter("ada", "Ada Byron", "viewer");
    const other = await context.newPage();
    for (const [id, why] of [
      ["records", "manage the inventory and the records"],
      ["groups", "decide who may do what"],
      ["ssh-keys", "decide about host keys"],
    ]) {
      await other.goto(`${site.url}/settings/${id}`);
      await other.getByText(`Ada Byron may not ${why}.`).waitFor();
    }
    await other.goto(`${site.url}/settings`);
    const links = other.getByRole("main").getByRole("link");
    await links.first().waitFor();
    expect((await links.allTextContents()).map((text) => text.slice(0, 5))).toEqual(["Your ", "API k", "Redac", "About"]);
    await context.close();
  });

  test("an alert arrives with a key from here, waits on the start page, fills the form, and says who investigates it", async () => {
    await page.goto(`${site.url}/settings/alerts`);
    await page.getByRole("button", { name: "Make a key for alerts" }).click();
    const key = (await page.getByText(/^culprit_[\w-]{43}$/).textContent()) ?? "";
    expect(await page.getByLabel("Configuration").textContent()).toContain(`url: ${site.url}/api/v1/alerts`);
    // A responder may not make one, and acts on what arrives. A second try finds the person, the hosts and the alerts of the first.
    const once = newToken();
    const context = await enter(once.toLowerCase(), "Kim Park", "responder");
    const other = await context.newPage();
    await other.goto(site.url);
    await other.getByText(/No alerts waiting|Alerts waiting/u).waitFor();
    const { inventory, alerts } = (await web()).store;
    await alerts.forget(-1);
    const known = new Set((await inventory.list()).map(({ name }) => name));
    for (const name of ["alpha", "beta"]) if (!known.has(name)) await inventory.add({ name, address: "practice:spinning-daemon" });
    const [firing] = ALERTMANAGER.alerts;
    const annotations = { summary: "Copies from alpha are slow", culprit_runbook: "throughput-below-line-rate" };
    const alert = {
      ...firing,
      labels: { alertname: "SlowCopies", instance: "alpha.example:9100" },
      annotations,
      startsAt: "2026-11-22T01:52:10.4Z",
      fingerprint: `a-${once}`,
    };
    const hand = (body: string) => handIn(site, key, body);
    const firingNow = [alert, { ...firing, labels: { alertname: "TargetDown" }, annotations: {}, fingerprint: `b-${once}` }];
    expect(await hand(JSON.stringify({ ...ALERTMANAGER, groupKey: once, alerts: firingNow }))).toBe(200);
    expect(await listedAlerts(admin, site)).toMatch(
      /^SlowCopies,.*since 2026-11-22 01:52 UTC\n {2}Copies from alpha are slow\n {2}alpha\n {2}throughput-below-line-rate: Its rule/mu,
    );
    // Whoever comes back to the page sees it.
    const link = other.getByRole("link", { name: "Investigate SlowCopies: Transfers are slower than the line" });
    await expect
      .poll(
        async () => {
          await other.evaluate(() => dispatchEvent(new Event("focus")));
          return link.count();
        },
        { timeout: 15_000, interval: 3_000 },
      )
      .toBe(1);
    await other.setViewportSize({ width: 360, height: 780 });
    expect(await other.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await violations(other)).toEqual([]);
    await other.setViewportSize({ width: 1440, height: 900 });
    await other.getByRole("button", { name: "Dismiss TargetDown" }).click();
    await expect.poll(() => other.getByRole("button", { name: "Dismiss TargetDown" }).count(), SOON).toBe(0);
    await other.getByText("Over or dismissed within a day").click();
    await other.getByRole("button", { name: "Take back the dismissal of TargetDown" }).click();
    await other.getByRole("button", { name: "Dismiss TargetDown" }).waitFor();
    await link.click();
    await other.waitForURL(/\/new\/throughput-below-line-rate\?alert=/u);
    await other.getByText("alpha stands as sender").waitFor();
    const title = other.getByLabel("Title");
    await expect.poll(() => title.inputValue(), SOON).toBe(annotations.summary);
    expect(await other.getByLabel("Since when").inputValue()).toBe("22 Nov 2026, 02:52 (Europe/Berlin)");
    // What is filled in can be changed.
    await expect.poll(async () => title.fill("Copies are slow").then(() => title.inputValue()), SOON).toBe("Copies are slow");
    await other.getByLabel("Receiver", { exact: true }).fill("beta");
    await other.getByLabel("Receiver's address").fill("192.0.2.12");
    await other.getByLabel("Expected rate in Mbit/s").fill("100");
    await other.getByRole("button", { name: "Check hosts" }).click();
    await other.getByRole("button", { name: "Start", exact: true }).click();
    await other.waitForURL(/\/investigations\//u);
    await other.getByText("Began from the alert SlowCopies").waitFor();
    await other.goto(site.url);
    await other.getByText(/^Kim Park investigate(s|d it): INV-\d+/u).waitFor();
    expect(await link.count()).toBe(0);
    // Nothing can arrive any more: then silence is not peace, and what waits goes on waiting.
    expect(await hand(" ".repeat(ALERT_LIMITS.bytes + 1))).toBe(413);
    await other.goto(site.url);
    await other.getByText(/^A delivery was refused/u).waitFor();
    await page.reload();
    await page.getByText("The body is larger than 4,194,304 bytes.").waitFor();
    await page.getByText(/deliver(y|ies) with the key Alertmanager of Mara Lind, last/u).waitFor();
    await revokeAll(page, "Revoke Alertmanager");
    await other.goto(site.url);
    await other.getByText("No key for alerts is valid any more").waitFor();
    await other.getByRole("button", { name: "Dismiss TargetDown" }).waitFor();
    await context.close();
  });

  // Each page once: what they are made of is the same, and half of them stand for each width and theme.
  const looks = ["", ...SECTIONS.map(({ id }) => id)].map((id, n) => ({ id, width: n % 2 === 0 ? 1440 : 390, dark: n % 2 === 1 }));

  test.each(looks)("/settings/$id is for all eyes, and fits $width px", async ({ id, width, dark }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    await page.goto(`${site.url}/settings/${id}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
    const pictures = process.env["CULPRIT_PICTURES"];
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${id || "index"}-${width}.png`), fullPage: true });
  });
});
