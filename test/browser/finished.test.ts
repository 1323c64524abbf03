import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { caseLog } from "../app/case-log.ts";
import { logWith, STATES } from "./changes.ts";
import { picture } from "./picture.ts";
import { openStage } from "./stage.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 20_000 };

/** What stands below and beside the verdict of an investigation that is over. */
describe("a finished investigation", () => {
  const stage = openStage();

  const put = (runbook: string, name: string): Promise<string> => stage.site.put(caseLog(runbook, name).events);
  const boxOf = async (one: Locator): Promise<{ readonly top: number; readonly bottom: number }> =>
    one.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top, bottom };
    });

  test.each([
    [1440, false],
    [390, true],
  ])("a command with holes is not copied silently, and what is said of it covers neither field nor bar: %d px", async (width, dark) => {
    const id = await put("one-guest-unreachable", "odd-guest-mtu");
    const { page, complaints } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`, { width, dark });
    const verdict = page.getByRole("region", { name: "Verdict" });
    await verdict.getByText("To put in", { exact: true }).waitFor(SOON);
    await verdict.getByText(/^interface; what it was\. Culprit does not fill this in/).waitFor(SOON);
    const copy = verdict.getByRole("button", { name: "Copy the command; put in <interface>, <what it was> before you run it" });
    await copy.scrollIntoViewIfNeeded();
    const toast = page.getByText("Copied, and not whole: put in <interface>, <what it was> before you run it.");
    await expect.poll(async () => (await copy.click(), await toast.count()), SOON).toBeGreaterThan(0);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("ip link set dev <interface> mtu <what it was>");
    const [field, bar] = [page.getByRole("combobox", { name: /Add a note/ }), page.getByRole("region", { name: "Review" })];
    await Promise.all([field, bar].map((one) => one.waitFor(SOON)));
    // It comes in from below.
    await expect.poll(async () => (await boxOf(toast.first())).bottom, SOON).toBeLessThanOrEqual((await boxOf(field)).top);
    // It has the width of a narrow screen for itself.
    expect(await toast.first().evaluate((one) => one.getBoundingClientRect().width)).toBeGreaterThan(240);
    await picture(page, `toast-above-${width}`);
    expect((await boxOf(bar)).top).toBeGreaterThanOrEqual((await boxOf(field)).bottom - 1);
    // One without holes is copied, and no more is said.
    expect(await verdict.getByRole("button", { name: "Copy the command", exact: true }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("what contributes has its own advice, as in the exports", async () => {
    const id = await put("large-packets-vanish", "gre-overhead");
    const { page, complaints } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`, { width: 1440 });
    const verdict = page.getByRole("region", { name: "Verdict" });
    await verdict.getByRole("heading", { name: /^What contributes: The tunnel's outer packets must not be broken up/ }).waitFor(SOON);
    expect(await verdict.getByText("Fix now", { exact: true }).count()).toBe(2);
    await verdict.getByRole("heading", { name: /^What contributes/ }).scrollIntoViewIfNeeded();
    await picture(page, "contributes");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** Buttons that are filled with the accent, by what stands on them. */
  const accented = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => {
      const probe = document.createElement("i");
      probe.style.background = "var(--accent)";
      document.body.append(probe);
      const accent = getComputedStyle(probe).backgroundColor;
      probe.remove();
      const shown = [...document.querySelectorAll<HTMLElement>("main button, main a")].filter((one) => one.offsetParent !== null);
      return shown.filter((one) => getComputedStyle(one).backgroundColor === accent).map((one) => one.innerText.trim());
    });

  test("one thing to do next has the accent: the change that waits, and the sign-off once nothing does", async () => {
    const waiting = await stage.site.put(logWith(STATES["asked"] ?? []));
    const { page } = await visitPage(stage.browser, `${stage.site.url}/investigations/${waiting}`);
    const signOff = page.getByRole("button", { name: "Sign off" });
    await page.getByRole("button", { name: /^Approve for/ }).waitFor(SOON);
    await signOff.waitFor(SOON);
    await picture(page, "accent-change");
    expect(await accented(page)).toEqual([expect.stringMatching(/^Approve for/)]);
    await page.goto(`${stage.site.url}/investigations/${await put("small-packet-loss", "conntrack-full")}`);
    await signOff.waitFor(SOON);
    expect(await accented(page)).toEqual(["Sign off"]);
    // Two people are needed, and there is only one: nothing here waits for whoever looks.
    await page.goto(`${stage.site.url}/investigations/${await stage.site.put(logWith(STATES["two"] ?? []))}`);
    await signOff.waitFor(SOON);
    expect(await accented(page)).toEqual(["Sign off"]);
    await page.context().close();
  });

  test("whose symptom did not show leads to a form that is filled as this one was; one with a cause does not", async () => {
    const id = await put("small-packet-loss", "healthy");
    const { page } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}`);
    const again = page.getByRole("region", { name: "Verdict" }).getByRole("link", { name: "Start it again" });
    await again.waitFor(SOON);
    await again.click();
    await page.waitForURL((url) => url.pathname === "/new/small-packet-loss" && url.searchParams.get("from") === id, SOON);
    const host = page.getByPlaceholder("[user@]address[:port]").first();
    await host.waitFor(SOON);
    expect(await host.inputValue()).not.toBe("");
    await page.goto(`${stage.site.url}/investigations/${await put("small-packet-loss", "conntrack-full")}`);
    await page.getByRole("region", { name: "Verdict" }).getByRole("button", { name: "Copy as Markdown" }).waitFor(SOON);
    expect(await again.count()).toBe(0);
    await page.context().close();
  });

  test("compared with one of another type, what both have and what either supports stands there; hosts are named in what was seen", async () => {
    const [loss, rate] = [await put("small-packet-loss", "backlog-overflow"), await put("throughput-below-line-rate", "backlog")];
    const { page } = await visitPage(stage.browser, `${stage.site.url}/compare?a=${loss}&b=${rate}`);
    await page.getByText(/of what only one of them has, only the causes it supports/).waitFor(SOON);
    const rows = page.getByRole("region", { name: "Standings" }).locator("tbody tr");
    await rows.first().waitFor(SOON);
    const cells = await rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText.trim())));
    expect(cells.some(([name]) => name?.includes("backlogOverflow"))).toBe(true);
    for (const [, a, b] of cells) expect([a, b]).not.toContain("–");
    const same = await put("small-packet-loss", "ring-overrun");
    await page.goto(`${stage.site.url}/compare?a=${loss}&b=${same}`);
    await rows.first().waitFor(SOON);
    expect(await page.getByText(/what only one of them has/).count()).toBe(0);
    expect(await page.locator("main").innerText()).not.toMatch(/this host/i);
    await page.context().close();
  });
});
