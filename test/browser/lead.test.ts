import { readFileSync } from "node:fs";
import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { playing } from "#cli/record/replay.ts";
import type { Recording } from "#machines/contract/index.ts";
import { web } from "#server/web.ts";
import { makeLog } from "../app/log.ts";
import { PICTURES } from "../server/pictures/samples.ts";
import { openChromium } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";

const CASE = new URL("../../runbooks/large-packets-vanish/cases/bridge-mtu.json", import.meta.url);
const SOON = { timeout: 20_000 };

/** Monday morning, by keyboard: what happened, is it right, has it been before. */
describe("the lead's day", () => {
  let site: Site;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
    const { store } = await web();
    const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
    await store.keep(
      await playing(recording, ({ field, id, events }) => ({
        id,
        events,
        brought: events.length,
        observations: field.observations(id),
        evidence: [],
      })),
    );
    await site.put(makeLog());
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    page.setDefaultTimeout(SOON.timeout);
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  const key = (name: string): Promise<void> => page.keyboard.press(name);
  const rows = () => page.locator("tbody tr[data-id]");
  /** Keys are heard once the page's code runs: pressed again until then. */
  const until = (press: () => Promise<unknown>, seen: () => Promise<boolean>): Promise<void> =>
    expect.poll(async () => (await seen()) || (await press(), await seen()), SOON).toBe(true);

  test("search by what a command printed, filter, and keep that as a view", async () => {
    await page.goto(`${site.url}/history`);
    await until(
      () => key("/"),
      () => page.getByLabel("Search the history").evaluate((field) => field === document.activeElement),
    );
    // A device that only the outputs and the verdict name.
    await page.keyboard.type("qvb3f2a91c0");
    await key("Enter");
    await page.waitForURL(/q=qvb3f2a91c0/);
    await expect.poll(() => rows().count(), SOON).toBe(1);
    // Why it was found stands below it, and its link says so, too.
    const why = page.locator("tbody tr mark").first();
    expect((await why.innerText()).toLowerCase()).toBe("qvb3f2a91c0");
    const told = await rows().getByRole("link").getAttribute("aria-describedby");
    expect(await page.locator(`[id="${told ?? ""}"]`).innerText()).toContain("qvb3f2a91c0");
    await page.goto(`${site.url}/history?type=large-packets-vanish&outcome=established`);
    await until(
      () => page.getByRole("button", { name: "Save view" }).press("Enter"),
      () => page.getByLabel("Name of the view").isVisible(),
    );
    await page.keyboard.type("Overlay");
    await key("Enter");
    await page.getByRole("link", { name: "Overlay", exact: true }).waitFor();
    await page.getByRole("link", { name: "Remove the filter verdict" }).press("Enter");
    await page.waitForURL((url) => !url.search.includes("outcome") && url.search.includes("type"));
  });

  test("select two rows and compare them", async () => {
    await page.goto(`${site.url}/history`);
    await until(
      () => key("j"),
      () =>
        rows()
          .first()
          .evaluate((row) => row.contains(document.activeElement)),
    );
    await key("x");
    await key("j");
    await key("x");
    await page.getByRole("link", { name: "Compare side by side" }).press("Enter");
    await page.getByRole("heading", { name: "Compare" }).waitFor();
    await page.getByRole("region", { name: "Settings that differ" }).waitFor();
    await page.goBack();
    await rows().first().waitFor();
  });

  test("go back to a moment, note it, sign off, and see what today's runbook says", async () => {
    await page.goto(`${site.url}/history?type=large-packets-vanish`);
    await until(
      () => key("j"),
      () =>
        rows()
          .first()
          .evaluate((row) => row.contains(document.activeElement)),
    );
    await key("Enter");
    await page.waitForURL(/\/investigations\//);
    const moment = page.getByRole("slider", { name: "Moment" });
    await moment.focus();
    await key("Home");
    await key("ArrowRight");
    await expect.poll(() => page.url(), SOON).toMatch(/[?&]at=2\b/);
    await expect.poll(() => page.locator("[data-kind=verdict]").count(), SOON).toBe(0);
    await page.getByRole("button", { name: "Review note" }).press("Enter");
    await page.getByLabel("What whoever reads this later should know").fill("Here it could have been seen.");
    const rack = { name: "rack.png", mimeType: "image/png", buffer: PICTURES.png };
    await page.getByRole("dialog").locator("input[type=file]").setInputFiles([rack]);
    await page.getByRole("dialog").getByLabel("What rack.png shows").fill("The rack");
    await page.getByRole("button", { name: "Add the note" }).press("Enter");
    await page.getByText("review note on event 2").filter({ visible: true }).first().waitFor();
    await page.getByRole("button", { name: "Show the picture large: The rack" }).filter({ visible: true }).first().waitFor();
    await page.getByRole("button", { name: "Sign off" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Sign off" }).press("Enter");
    await page.getByText(/signed off by/).waitFor();
    // The address is the moment: whoever is sent there sees the same.
    await page.reload();
    await expect.poll(() => moment.inputValue(), SOON).toBe("2");
    await page.getByRole("link", { name: "Re-judge" }).press("Enter");
    await page.getByText("It comes to the same verdict.").waitFor();
  });

  test("add what was on the wall: pasted and chosen pictures, looked at large, printed with the rest", async () => {
    await page.goto(`${site.url}/history?signed=yes`);
    await rows().first().getByRole("link").first().press("Enter");
    await page.waitForURL(/\/investigations\//);
    const field = page.getByRole("combobox", { name: /Add a note/ });
    const attached = page.getByRole("list", { name: "Pictures of this note" }).getByRole("listitem");
    await field.waitFor();
    const paste = (): Promise<void> =>
      field.evaluate(
        (area, [base64 = ""]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], "wall.jpg", { type: "image/jpeg" }));
          area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        },
        [PICTURES.jpeg.toString("base64")],
      );
    await until(paste, async () => (await attached.count()) > 0);
    const file = { name: "port.png", mimeType: "image/png", buffer: PICTURES.png };
    await page
      .locator("input[type=file]")
      .setInputFiles([file, { name: "map.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") }]);
    await page.getByText("map.svg is no picture that can be added.").waitFor();
    await page.getByText("Pictures are not scanned for secrets.").waitFor();
    await page.getByLabel("What port.png shows").fill("Port 7 is dark");
    await page.getByRole("button", { name: "Remove wall.jpg" }).first().press("Enter");
    await page.locator("input[type=file]").setInputFiles([{ name: "wall.jpg", mimeType: "image/jpeg", buffer: PICTURES.jpeg }]);
    await field.fill("What the switch looked like.");
    await field.press("Enter");
    const note = page.getByRole("article").filter({ hasText: "What the switch looked like." }).last();
    const small = note.getByRole("button", { name: /Show the picture large/ });
    await expect.poll(() => small.count(), SOON).toBeGreaterThanOrEqual(2);
    await expect.poll(() => attached.count(), SOON).toBe(0);
    // What is out of view is not loaded.
    await small.last().scrollIntoViewIfNeeded();
    const drawn = (): Promise<boolean> =>
      note.locator("img").evaluateAll((all) => all.every((one) => one instanceof HTMLImageElement && one.naturalWidth === 12));
    await expect.poll(drawn, SOON).toBe(true);
    const dark = note.getByRole("button", { name: "Show the picture large: Port 7 is dark" });
    // Once: a second Enter would press what has the focus in the dialog.
    await dark.press("Enter");
    await page.getByRole("heading", { name: "Port 7 is dark" }).waitFor();
    await key("ArrowRight");
    await page.getByRole("heading", { name: "Picture of a note" }).waitFor();
    const source = (await page.getByRole("dialog").locator("img").getAttribute("src")) ?? "";
    await key("Escape");
    await expect.poll(() => page.getByRole("dialog").count(), SOON).toBe(0);
    const { headers } = await fetch(site.url + source);
    expect(
      Object.fromEntries(["content-type", "x-content-type-options", "content-disposition"].map((name) => [name, headers.get(name)])),
    ).toEqual({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "content-disposition": expect.stringMatching(/^inline; filename="[0-9a-f]{12}\.jpg"$/) as string,
    });
    expect(headers.get("content-security-policy")).toMatch(/sandbox/);
    expect(headers.get("cache-control")).toMatch(/^private/);
  });

  test("take it away, and print it", async () => {
    await page.goto(`${site.url}/history?signed=yes`);
    await expect.poll(() => rows().count(), SOON).toBe(1);
    const taken = async (name: string): Promise<string> => {
      await until(
        // Once the menu is open, what lies behind it cannot be pressed.
        () =>
          page
            .getByRole("button", { name: "Export what matches" })
            .press("Enter", { timeout: 1_000 })
            .catch(() => undefined),
        () => page.getByRole("menu").isVisible(),
      );
      const [download]: [Download, unknown] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name }).press("Enter"),
      ]);
      return readFileSync(await download.path(), "utf8");
    };
    expect(await taken("Table as CSV")).toContain("innerLinkMtu");
    expect(await taken("Verdicts as Markdown")).toMatch(/### Evidence[^]*Refuted/);
    const { id } = JSON.parse((await taken("Bundles, one a line")).trim()).investigation as { id: string };
    await page.goto(`${site.url}/investigations/${id}/print`);
    await page.emulateMedia({ media: "print" });
    await page.getByRole("heading", { name: "What was run" }).waitFor();
    expect(await page.getByRole("navigation", { name: "Main" }).isVisible()).toBe(false);
    expect(await page.getByText("Here it could have been seen.").isVisible()).toBe(true);
    // The drawing of the case board, and hashes that an export can be held against.
    expect(await page.getByRole("img", { name: /^Path over .* on / }).isVisible()).toBe(true);
    const hashes = await page.getByText(/^[0-9a-f]{64}$/).allInnerTexts();
    const bundle = await (await fetch(`${site.url}/api/v1/investigations/${id}/export?format=json`)).text();
    expect(hashes.length).toBeGreaterThan(0);
    for (const hash of hashes) expect(bundle).toContain(`"sha256": "${hash}"`);
    await expect.poll(() => page.getByRole("img", { name: "Port 7 is dark" }).first().isVisible(), SOON).toBe(true);
    await page.emulateMedia({ media: "screen" });
    await page.goto(`${site.url}/insights`);
    await page.getByRole("region", { name: "Causes over time" }).getByText("innerLinkMtu").first().waitFor();
  });
});
