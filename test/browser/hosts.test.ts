import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "#collectors";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { output, recording } from "../collectors/recording.ts";
import { makeLog } from "../app/log.ts";
import { openChromium, violations } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 20_000 };
const { stdout: SETUP } = recording("snapshot", "debian12.txt");

describe("hosts", () => {
  let site: Site;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), openChromium()]);
    ({ page } = await visitPage(browser, `${site.url}/hosts`));
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  /** A press before the page's code runs is lost; a person presses again. */
  const press = (name: string | RegExp, until: () => Promise<number>): Promise<void> =>
    expect.poll(async () => (await until()) > 0 || page.getByRole("button", { name }).first().click().then(until), SOON).toBeTruthy();

  test("come from a pasted ssh config, are found by group, and say why one cannot be reached", async () => {
    await press("Import from ssh config", () => page.getByLabel("Text of an ssh config").count());
    expect(new URL(page.url()).searchParams.get("add")).toBe("import");
    expect(await page.getByLabel("Text of an ssh config").evaluate((field) => field === document.activeElement)).toBe(true);
    await page.goBack();
    await expect.poll(() => page.getByLabel("Text of an ssh config").count(), SOON).toBe(0);
    expect(new URL(page.url()).pathname).toBe("/hosts");
    await press("Import from ssh config", () => page.getByLabel("Text of an ssh config").count());
    await page.getByLabel("Text of an ssh config").fill("Host net-1 net-2\n  HostName 127.0.0.1\n  Port 1\nHost *.example\n  User x\n");
    await page.getByRole("button", { name: "Show its hosts" }).click();
    await expect.poll(() => page.getByText("1 pattern stands for many hosts").count(), SOON).toBe(1);
    await page.getByRole("checkbox", { name: /net-2/ }).uncheck();
    await page.getByLabel("Group for all of them, optional").fill("region-1");
    await page.getByRole("button", { name: "Add 1 host" }).click();
    await expect.poll(() => page.getByRole("link", { name: "net-1", exact: true }).count(), SOON).toBe(1);
    expect(await violations(page)).toEqual([]);
    await press("Import from ssh config", () => page.getByLabel("Text of an ssh config").count());
    await page
      .getByLabel("Text of an ssh config")
      .fill("Host net-1\nHost far\n  HostName far.example\n  ProxyJump edge-1.region-1.example\n");
    await page.getByRole("button", { name: "Show its hosts" }).click();
    await expect.poll(() => page.getByText("far.example, through edge-1.region-1.example: not taken over").count(), SOON).toBe(1);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(
      await page
        .getByText("not taken over", { exact: false })
        .last()
        .evaluate((line) => line.scrollWidth <= line.clientWidth),
    ).toBe(true);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(await page.getByRole("checkbox", { name: /net-1.*in the inventory already/ }).isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Add 1 host" }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.goto(`${site.url}/hosts?group=nowhere`);
    await expect.poll(() => page.getByText("No host matches.").count(), SOON).toBe(1);
    await page.goto(`${site.url}/hosts?q=region-1`);
    await page.getByRole("link", { name: "net-1", exact: true }).click();
    await page.waitForURL(/\/hosts\/[^/]+$/u);
    await expect.poll(() => page.title(), SOON).toBe("net-1 · Hosts · Culprit");
    await press("Test connection", () => page.getByText("Not reached").count());
    await page.getByLabel("Labels, with commas between").fill("compute, rack 12");
    await press("Save", () => page.getByText("Saved.").count());
    await page.goto(`${site.url}/hosts`);
    await expect.poll(() => page.getByText("rack 12").count(), SOON).toBe(1);
    await page.goto(`${site.url}/hosts/nobody`);
    await expect.poll(() => page.getByText("This host is not in the inventory.").count(), SOON).toBe(1);
    expect(await page.title()).toBe("Not found · Culprit");
    await page.goto(`${site.url}/hosts/snapshots?a=x&b=y`);
    await expect.poll(() => page.getByText(/^No host's setup was read yet|^These two snapshots are not both here/).count(), SOON).toBe(1);
  });

  test("have pages of their own that are found by name, as those of the settings are", async () => {
    const dialog = page.getByRole("dialog", { name: "Go to, or do" });
    const open = (): Promise<void> =>
      expect.poll(async () => (await dialog.count()) > 0 || page.keyboard.press("Control+k").then(() => dialog.count()), SOON).toBeTruthy();
    for (const [typed, path] of [
      ["audit", "/settings/records"],
      ["compare snap", "/hosts/snapshots"],
      ["new sweep", "/sweeps/new"],
    ] as const) {
      await page.goto(`${site.url}/hosts`);
      await open();
      await dialog.getByRole("combobox").fill(typed);
      await dialog
        .getByRole("option", { selected: true })
        .filter({ hasText: new RegExp(typed, "iu") })
        .waitFor(SOON);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname === path);
    }
  });

  test("are swept for one cause: each stands in the grid with its reason, and leads to an investigation of its own", async () => {
    // A try after a failed one finds them there already.
    const body = JSON.stringify({
      do: "addHosts",
      hosts: [
        { name: "db-1", address: "practice:spinning-daemon", group: "databases" },
        { name: "db-2", address: "127.0.0.1", port: 1, group: "databases" },
      ],
    });
    const added = await fetch(`${site.url}/api/v1/hosts`, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(added.status).toBe(200);
    await page.goto(`${site.url}/sweeps/new?type=throughput-below-line-rate&cause=linkSpeed&group=databases`);
    await expect.poll(() => page.getByText("R0: only reads.").count(), SOON).toBe(1);
    const sweep = async (): Promise<boolean> => {
      await page.getByLabel("Expected rate in Mbit/s").fill("100");
      await page.getByRole("button", { name: "Sweep 2 hosts" }).click();
      await page.waitForURL(/\/sweeps\/[0-9a-f-]+$/u, { timeout: 2_000 });
      return true;
    };
    await expect.poll(() => sweep().catch(() => page.url().includes("/new") === false), SOON).toBe(true);
    await expect.poll(() => page.getByRole("region", { name: "Refuted" }).getByRole("button", { name: "db-1" }).count(), SOON).toBe(1);
    await expect.poll(() => page.getByRole("region", { name: "Not reached" }).getByRole("heading", { level: 3 }).count(), SOON).toBe(1);
    await expect.poll(() => page.getByRole("status").getByText("Ended").count(), SOON).toBe(1);
    await press("db-1", () => page.getByRole("list", { name: "Readings that decide" }).getByText("slowLinks").count());
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    // What is open stands in the address.
    await page.reload();
    await page.getByRole("link", { name: "Investigate this host" }).click();
    await page.waitForURL(/\/new\/throughput-below-line-rate/u);
    await expect.poll(() => page.locator('input[value="practice:spinning-daemon"]').count(), SOON).toBe(1);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${site.url}/sweeps`);
    await expect.poll(() => page.getByRole("row", { name: /lower line rate.*0 of 2/u }).count(), SOON).toBe(1);
  });

  test("are compared with themselves as they were: what may matter first, the rest folded", async () => {
    await page.goto(`${site.url}/hosts/snapshots`);
    await expect.poll(() => page.getByText("No host's setup was read yet.").count(), SOON).toBe(1);
    await look("2026-11-20T10:00:00.000Z", SETUP);
    await look("2026-11-21T10:00:00.000Z", SETUP.replace(/^core\/somaxconn:.*$/mu, "core/somaxconn:128"));
    await page.goto(`${site.url}/hosts/snapshots`);
    await expect.poll(() => page.getByRole("row", { name: /net\.core\.somaxconn.*4096.*128/u }).count(), SOON).toBe(1);
    expect(await page.getByText(/at two times/u).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.goto(`${site.url}/hosts/snapshots?a=x&b=y`);
    await expect.poll(() => page.getByText(/of these two snapshots is not here|not both here/).count(), SOON).toBe(1);
  });

  /** An investigation that read how its first host is set up. */
  async function look(at: string, stdout: string): Promise<void> {
    const reading = parse("snapshot", 0, output(stdout));
    if ("kind" in reading) throw new Error("the recording is not read");
    const log = makeLog();
    const seen = log.find((event) => event.type === "observed");
    const reached = log.findIndex((event) => event.type === "observed");
    if (seen?.type !== "observed") throw new Error("the log has no reading");
    const key = log[0]?.type === "started" ? (log[0].brief.hosts[0]?.key ?? "") : "";
    const request = `1.snapshot.${key}.once`;
    const id = `snapshot-${at}`;
    const event: InvestigationEvent = { ...seen, request, facts: { ...seen.facts, observation: id }, reading };
    const investigation = await site.put([...log.slice(0, reached), event]);
    await site.observe(investigation, { id, request, stdout, host: key, collector: "snapshot", startedAt: new Date(at) });
  }
});
