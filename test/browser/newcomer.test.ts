import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay, type Replay } from "#lab/replay/server.ts";
import type { Recording } from "#machines/contract/index.ts";
import runbook from "#runbooks/small-packet-loss/runbook.ts";
import { openChromium, violations } from "./chromium.ts";
import { newDataFolder, startCulprit, type CulpritServer } from "./culprit-server.ts";
import { picture } from "./picture.ts";
import { holdScripts } from "./visit.ts";

const MINUTE = 60_000;
const SOON = { timeout: 20_000 };
const CASE = new URL("../../runbooks/small-packet-loss/cases/backlog-overflow.json", import.meta.url);

/** How a person does it: with a thumb, or with keys alone. */
interface Hands {
  readonly write: (field: Locator, text: string) => Promise<void>;
  readonly press: (button: Locator) => Promise<void>;
}

const thumbOn = (page: Page): Hands => ({
  write: async (field, text) => {
    await field.tap();
    await field.fill(text);
  },
  press: async (button) => {
    await button.tap();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  },
});

const keysOn = (page: Page): Hands => {
  const go = async (to: Locator): Promise<void> => {
    await to.waitFor(SOON);
    for (let n = 0; n < 80; n += 1) {
      if (await to.evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${String(to)}`);
  };
  return {
    write: async (field, text) => {
      await go(field);
      await page.keyboard.press("Control+a");
      await page.keyboard.type(text);
    },
    press: async (button) => {
      await go(button);
      await page.keyboard.press("Enter");
    },
  };
};

describe("a newcomer, and who is on call", () => {
  const data = newDataFolder();
  const home = mkdtempSync(join(tmpdir(), "culprit-home-"));
  const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
  let replay: Replay;
  /** Another machine, as far as its host key says. */
  let far: Replay;
  let server: CulpritServer;
  let browser: Browser;
  beforeAll(async () => {
    const { privateKey, publicKey } = newKeyPair();
    const hosts = recording.hosts.map((host, n) => ({ ...host, key: `h${n}` }));
    replay = await startReplay({ recordings: { recorded: { ...recording, hosts } }, authorizedKey: publicKey, speed: 20 });
    far = await startReplay({ recordings: { recorded: { ...recording, hosts } }, authorizedKey: publicKey, speed: 20 });
    mkdirSync(join(home, ".ssh"), { mode: 0o700 });
    writeFileSync(join(home, "key"), privateKey, { mode: 0o600 });
    writeFileSync(join(home, ".ssh", "config"), `Host *\n  IdentityFile ${home}/key\n  UserKnownHostsFile ${home}/known_hosts\n`, {
      mode: 0o600,
    });
    [server, browser] = await Promise.all([startCulprit(data.folder, { env: { HOME: home } }), openChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await Promise.all([replay.close(), far.close()]);
    data.remove();
    rmSync(home, { recursive: true });
  });

  test("comes from the first page to a verdict with one click, also one from before the page's code ran", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    const release = await holdScripts(page);
    await page.goto(server.url, { waitUntil: "commit" });
    await page.getByRole("button", { name: "Start practice" }).click();
    await picture(page, "start-desktop");
    release();
    await page.waitForURL(/\/investigations\//, SOON);
    await page
      .getByText("29 counted")
      .or(page.getByText(/counted, \d+ missing/))
      .first()
      .waitFor({ timeout: MINUTE });
    await expect.poll(() => page.getByText("A CPU's receive backlog on router-1 overflows").count()).toBeGreaterThan(0);
    await picture(page, "practice-verdict-desktop");
    await page.goto(`${server.url}/investigations`);
    await page.getByText("Practice: a router loses a fraction of a percent").first().waitFor();
    await picture(page, "investigations-desktop");
    await page.close();
  });

  /** From what the customer says to handing it over. The first pages come before their code. */
  async function dayOf(page: Page, { write, press }: Hands, run: string): Promise<void> {
    const release = await holdScripts(page);
    await page.goto(server.url, { waitUntil: "commit" });
    await page.getByRole("combobox").fill("packets are being lost");
    await page.keyboard.press("Enter");
    release();
    await page.waitForURL(/\/new\/small-packet-loss\?q=packets/, SOON);
    expect(await page.getByLabel("Title").inputValue()).toBe("packets are being lost");

    const held = await holdScripts(page);
    await page.goto(page.url(), { waitUntil: "commit" });
    await page.getByLabel(runbook.inputs["target"]?.title ?? "").fill(recording.inputs["target"] ?? "");
    await page.getByLabel("What changed").fill("Multicast monitoring.");
    await page.getByRole("button", { name: "Check hosts" }).click();
    held();
    await page.getByText("Something is missing or wrong above.").waitFor(SOON);
    for (const [name, value] of Object.entries(recording.inputs)) {
      const field = page.getByLabel(runbook.inputs[name]?.title ?? "");
      if (name === "target") expect(await field.inputValue()).toBe(value);
      else await write(field, value);
    }
    expect(await page.getByLabel("What changed").inputValue()).toBe("Multicast monitoring.");

    const place = (n: number): string => `recorded--h${n}--${run}@127.0.0.1:${replay.port}`;
    await write(page.getByLabel("Sender").first(), place(0));
    await write(page.getByLabel("Receiver").first(), place(1));
    await press(page.getByRole("button", { name: "Check hosts" }));
    const [start, known] = [
      page.getByRole("button", { name: "Start", exact: true }),
      page.getByRole("button", { name: "It matches, approve" }),
    ];
    await start.or(known.first()).waitFor(SOON);
    // Both roles stand behind one address: its key is asked about once, on the first day.
    if ((await known.count()) > 0) await press(known.first());
    await start.waitFor(SOON);
    await press(start);
    await page.waitForURL(/\/investigations\//, SOON);

    await page.locator("[data-kind=verdict]").waitFor({ timeout: MINUTE });
    await page
      .getByText(/counted, \d+ missing/)
      .first()
      .waitFor(SOON);
    await picture(page, `day-${run}`);
    await write(page.getByRole("combobox", { name: /Add a note/ }), "/hand-over @lena the router waits for a window");
    await (run === "thumb" ? press(page.getByRole("button", { name: "Send" })) : page.keyboard.press("Enter"));
    await page.getByText("Handed over to lena by", { exact: false }).first().waitFor(SOON);
    await page.getByText("the router waits for a window").first().waitFor(SOON);
  }

  test("brings in a host that nobody named at the start, while it waits for somebody", async () => {
    const { url: at } = server;
    const host = (role: string, n: number) => ({ role, address: "127.0.0.1", port: far.port, user: `recorded--h${n}--${role}` });
    const brief = { hosts: [host("sender", 0), host("receiver", 1)], inputs: recording.inputs };
    const answer = await fetch(`${at}/api/v1/investigations`, {
      method: "POST",
      headers: { "content-type": "application/json", "culprit-client": "test" },
      body: JSON.stringify({ do: "start", runbook: recording.runbook, brief }),
    });
    const { id } = (await answer.json()) as { readonly id: string };
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    await page.goto(`${at}/investigations/${id}`);
    // Nobody knows the key of this server, so it stands still meanwhile.
    const approve = page.getByRole("button", { name: "It matches, approve" });
    await expect.poll(() => approve.count(), SOON).toBe(2);
    const composer = page.getByRole("combobox", { name: /Add a note/ });
    const dialog = page.getByRole("dialog", { name: "Add a host" });
    // Keys from before the page's code do nothing.
    await expect
      .poll(async () => {
        const fields = dialog.getByLabel("Host");
        // Behind the dialog the field is not there for anybody.
        if ((await fields.count()) === 0) await composer.fill("/host add", { timeout: 1_000 }).catch(() => undefined);
        if ((await fields.count()) === 0) await composer.press("Enter", { timeout: 1_000 }).catch(() => undefined);
        return fields.count();
      }, SOON)
      .toBe(1);
    expect(await dialog.getByLabel("What it is in this incident").inputValue()).toBe("gateway");
    expect(await violations(page)).toEqual([]);
    await picture(page, "add-host-desktop");
    await dialog.getByLabel("Host").fill(`recorded--h1--gateway@127.0.0.1:${far.port}`);
    await page.keyboard.press("Enter");
    await page.getByText("127.0.0.1 takes part as gateway, added by", { exact: false }).first().waitFor(SOON);
    await expect
      .poll(
        async () => {
          if ((await approve.count()) > 0)
            await approve
              .first()
              .click({ timeout: 2_000 })
              .catch(() => undefined);
          return page.locator("[data-kind=verdict]").count();
        },
        { timeout: MINUTE },
      )
      .toBe(1);
    expect(await page.locator("[data-kind=preflight]").count()).toBe(2);
    await page.close();
  });

  test("goes from the symptom over pre-flight to the verdict and hands it over, on a phone", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await dayOf(page, thumbOn(page), "thumb");
    await context.close();
  });

  test("goes the same way with keys alone", async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    await dayOf(page, keysOn(page), "keys");
    await page.close();
  });
});
