import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { describeWith } from "../needs.ts";
import { openChromium } from "./chromium.ts";
import { newDataFolder, startCulprit, type CulpritServer } from "./culprit-server.ts";
import { picture } from "./picture.ts";

const MINUTE = 60_000;

const messages = (page: Page): Promise<string[]> =>
  page.locator("[id^='e']").evaluateAll((found) => found.map(({ id }) => id).filter((id) => /^e\d+$/.test(id)));

describeWith(["network namespaces", "sshd", "nft", "ping", "tc", "ip"], "an engineer with a real fault", () => {
  const data = newDataFolder();
  const home = mkdtempSync(join(tmpdir(), "culprit-home-"));
  let lab: Lab;
  let server: CulpritServer;
  let browser: Browser;
  beforeAll(async () => {
    lab = await raise(PAIR, "/run/culprit-lab-walk");
    mkdirSync(join(home, ".ssh"), { mode: 0o700 });
    const hosts = lab.hosts.map(({ name, sshAddress }) => `Host ${name}\n  HostName ${sshAddress}\n  User root\n`).join("");
    writeFileSync(
      join(home, ".ssh", "config"),
      `${hosts}Host *\n  IdentityFile ${lab.identityFile}\n  UserKnownHostsFile ${home}/known_hosts\n`,
      { mode: 0o600 },
    );
    server = await startCulprit(data.folder, { env: { HOME: home } });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await healFault(lab);
    await lab.down();
    data.remove();
    rmSync(home, { recursive: true });
  });

  const fillForm = async (page: Page): Promise<void> => {
    await page.goto(server.url);
    await page.getByRole("combobox").or(page.getByRole("searchbox")).first().fill("ping loses packets, 0.1 % since Tuesday");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/new\/small-packet-loss/);
    await page
      .getByLabel(/^Sender/)
      .first()
      .fill("alpha");
    await page
      .getByLabel(/^Receiver/)
      .first()
      .fill("beta");
    await page.getByLabel(/^Address to probe/).fill(lab.hosts[1]?.dataAddress ?? "");
    await page.getByLabel(/^Probes/).fill("3000");
    await page.getByLabel(/^Interval/).fill("4");
  };

  test("walks from the symptom over pre-flight and unknown host keys to the verdict; a reload and a second window show the same", async () => {
    await injectFault(lab, "backlog-overflow");
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    await fillForm(page);
    await page.getByRole("button", { name: "Check hosts" }).click();
    for (let left = 2; left > 0; left -= 1) {
      await expect.poll(() => page.getByRole("button", { name: "It matches, approve" }).count(), { timeout: 20_000 }).toBe(left);
      expect(await page.getByText(/SHA256:/).count()).toBe(left);
      if (left === 2) await picture(page, "preflight-unknown-keys");
      await page.getByRole("button", { name: "It matches, approve" }).first().click();
    }
    await page.getByRole("button", { name: "Start", exact: true }).waitFor({ timeout: 20_000 });
    await picture(page, "preflight-ready");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForURL(/\/investigations\//);

    await page
      .getByText(/icmp_seq=/)
      .first()
      .waitFor({ timeout: 30_000 });
    await picture(page, "running-desktop");
    await page.getByLabel(/note/i).last().fill("customer called at 03:10");
    await page.keyboard.press("Enter");
    await page.getByText("customer called at 03:10").first().waitFor();
    await page.reload();
    await page.getByText("customer called at 03:10").first().waitFor();
    const second = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    await second.goto(page.url());
    await second.waitForTimeout(500);
    await picture(second, "running-phone");

    await page
      .getByText(/counted, \d+ missing/)
      .first()
      .waitFor({ timeout: MINUTE });
    await page
      .getByText(/CPU \d+ on beta/)
      .first()
      .waitFor();
    await second
      .getByText(/counted, \d+ missing/)
      .first()
      .waitFor({ timeout: 10_000 });
    await picture(page, "verdict-desktop");
    await picture(second, "verdict-phone");
    await page.reload();
    await page
      .getByText(/counted, \d+ missing/)
      .first()
      .waitFor();
    await expect.poll(async () => (await messages(page)).join(" "), { timeout: 10_000 }).toBe((await messages(second)).join(" "));
    const ids = await messages(page);
    expect(new Set(ids).size).toBe(ids.length);
    await page.close();
    await second.close();
    await healFault(lab, "backlog-overflow");
  });

  test("stops hard when a host shows another key than the approved one", async () => {
    const other = await raise(PAIR, "/run/culprit-lab-walk-2");
    try {
      const [alpha] = other.hosts;
      if (alpha === undefined) throw new TypeError("no alpha");
      // The same name, another machine behind it: as after a re-image, or with somebody in between.
      writeFileSync(join(home, "known_hosts"), `${alpha.sshAddress} ${lab.hosts[0]?.knownHostsLine.split(" ").slice(1).join(" ") ?? ""}\n`);
      const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
      await fillForm(page);
      await page
        .getByLabel(/^Sender/)
        .first()
        .fill(`root@${alpha.sshAddress}`);
      await page.getByRole("button", { name: "Check hosts" }).click();
      await page.getByText(/offers another host key\. Nothing was sent\./).waitFor({ timeout: 20_000 });
      await picture(page, "host-key-changed");
      // Whoever has looked, and removed the old key, checks again from here; nothing starts before that.
      expect(await page.getByRole("button", { name: "Check again" }).isEnabled()).toBe(true);
      expect(await page.getByRole("button", { name: /^Start/ }).count()).toBe(0);
      await page.close();
    } finally {
      await other.down();
    }
  });
});
