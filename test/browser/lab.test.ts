import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { describeWith } from "../needs.ts";
import { openChromium, violations } from "./chromium.ts";
import { newDataFolder, startCulprit, type CulpritServer } from "./culprit-server.ts";

const DIRECTORY = "/run/culprit-lab-page";
const INVENTORY = join(DIRECTORY, "inventory.json");
const SOON = { timeout: 20_000 };

describeWith(["network namespaces", "sshd", "nft", "ping", "tc", "ip"], "the lab of this machine on the page", () => {
  const data = newDataFolder();
  const home = mkdtempSync(join(tmpdir(), "culprit-home-"));
  let lab: Lab;
  let server: CulpritServer;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    server = await startCulprit(data.folder, { env: { HOME: home, CULPRIT_LAB: DIRECTORY } });
    browser = await openChromium();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 1000 } })).newPage();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await lab.down();
    data.remove();
    rmSync(home, { recursive: true });
  });
  const onHostsPage = async (): Promise<string> => {
    await page.goto(`${server.url}/hosts`);
    // What comes first, on a busy machine, is the frame of the page.
    await page.locator("main h1").waitFor(SOON);
    return page.locator("main").innerText();
  };

  test("is listed with its hosts, and comes to a verdict without a typed address and without a question about keys", async () => {
    const text = await onHostsPage();
    for (const said of ["pair", PAIR.about, "up since", "lab:alpha", "lab:beta", lab.hosts[1]?.hostKeyFingerprint ?? "?"])
      expect(text).toContain(said);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Investigate the lab: A small share of the packets is lost" }).click();
    await page.waitForURL(/\/new\/small-packet-loss\?lab=0/);
    await expect.poll(() => page.getByLabel("Sender").inputValue(), SOON).toBe("lab:alpha");
    expect(await page.getByLabel("Receiver").inputValue()).toBe("lab:beta");
    expect(await page.getByLabel("Address to probe").inputValue()).toBe(lab.hosts[1]?.dataAddress);
    await page.getByLabel(/^Probes/).fill("400");
    await page.getByRole("button", { name: "Check hosts" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).waitFor(SOON);
    expect(await page.getByText("key known").count()).toBe(2);
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForURL(/\/investigations\//);
    await page.locator("[data-kind=verdict]").waitFor({ timeout: 60_000 });
    expect(await page.getByText(/another key|Nobody has approved/).count()).toBe(0);
    expect(await onHostsPage()).toContain("No host key was approved yet.");
    expect(() => readFileSync(join(home, ".ssh", "known_hosts"))).toThrow("ENOENT");
  });

  test("that cannot be used is said in a sentence", async () => {
    const whole = readFileSync(INVENTORY, "utf8");
    chmodSync(INVENTORY, 0o666);
    expect(await onHostsPage()).toContain("can be written by others");
    chmodSync(INVENTORY, 0o600);
    writeFileSync(INVENTORY, whole.slice(0, 300));
    expect(await onHostsPage()).toContain("The lab's inventory.json is not whole");
    writeFileSync(INVENTORY, whole.replace('"version": 1', '"version": 99'));
    expect(await onHostsPage()).toContain("another version of Culprit");
    renameSync(INVENTORY, `${INVENTORY}.aside`);
    expect(await onHostsPage()).toContain("is just going up, or did not come up whole");
    renameSync(`${INVENTORY}.aside`, INVENTORY);
    writeFileSync(INVENTORY, whole);
    expect(await onHostsPage()).toContain("lab:alpha");
  });

  test("that is gone leaves a form that says so, and a page without it", async () => {
    await page.goto(`${server.url}/new/small-packet-loss?lab=7`);
    await expect
      .poll(() => page.getByRole("alert").allTextContents(), SOON)
      .toContain("The lab that is up now, pair, does not say how small-packet-loss is pointed at it.");
    await lab.down();
    await page.goto(`${server.url}/new/small-packet-loss?lab=0`);
    await expect
      .poll(() => page.getByRole("alert").allTextContents(), SOON)
      .toContain("The lab is not up any more. culprit lab up raises one.");
    expect(await onHostsPage()).toContain("No lab is up on this machine.");
  });
});
