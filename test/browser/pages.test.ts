import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { practiceIncidents } from "#server/practice/incidents.ts";
import { makeLog } from "../app/log.ts";
import { openChromium } from "./chromium.ts";
import { HOSTILE, LONG_NAMES, overflowOf, saying, tryEverything, elsewhere } from "./hostile.ts";
import { openSite, type Site } from "./site.ts";
import { visitPage, type Visit } from "./visit.ts";

/** The built pages on a real server and database, in a real browser. Everything shares two cores with the database and the browser. */
const SOON = { timeout: 10_000 };

describe("the pages", () => {
  let site: Site;
  let browser: Browser;
  let done: string;
  let running: string;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
    done = await site.put(makeLog());
    running = await site.put(makeLog({ rounds: 1 }));
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  const visit: Visit = (path, how) => visitPage(browser, site.url + path, how);

  test("stay within a phone, however long the name of what is guilty is, and show all of it", async () => {
    for (const name of LONG_NAMES) {
      const log = makeLog({ overrides: overflowOf(name) });
      const id = await site.put(log.map((event) => (event.type === "started" ? { ...event, title: `Loss to ${name}` } : event)));
      const { page } = await visit(`/investigations/${id}`, { width: 390 });
      await expect.poll(() => page.locator("[data-kind=verdict]").innerText(), SOON).toContain(name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
      const beyond = (): Promise<readonly string[]> =>
        page
          .locator("[data-kind=verdict] *")
          .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML));
      await expect.poll(beyond, SOON).toEqual([]);
      await page.getByRole("tab", { name: /Hypotheses/ }).click();
      await page.getByText("backlogPossible = yes").filter({ visible: true }).first().waitFor(SOON);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  });

  test("list every practice incident with its story, and keep what was really wrong folded", async () => {
    const incidents = await practiceIncidents();
    const { page } = await visit("/practice");
    const starts = page.getByRole("button", { name: /^Start practice: / });
    await starts.first().waitFor();
    expect(await starts.count()).toBe(incidents.length);
    for (const { say, truth, teaches } of incidents) {
      for (const shown of [say, teaches]) expect(await page.getByText(shown, { exact: true }).isVisible(), shown).toBe(true);
      expect(await page.getByText(truth, { exact: true }).isVisible(), truth).toBe(false);
    }
    await page.getByText("What was really wrong").first().click();
    expect(await page.getByText(incidents[0]?.truth ?? "?", { exact: true }).isVisible()).toBe(true);
    await page.context().close();
  });

  test("forbid inline scripts, framing and sniffing", async () => {
    const answer = await fetch(site.url);
    expect(answer.headers.get("content-security-policy")).toMatch(
      /script-src 'self' 'nonce-[^']+' 'strict-dynamic';.*frame-ancestors 'none'/,
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
  });

  test("show what hosts and people wrote as words, and ask nobody else for anything", async () => {
    const id = await site.put(saying(HOSTILE));
    for (const path of [`/investigations/${id}`, "/history"]) {
      const asked: string[] = [];
      const { page } = await visit("/healthz");
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(site.url + path);
      await expect.poll(() => page.getByText("<img src=", { exact: false }).count(), SOON).toBeGreaterThan(0);
      expect(
        await page.evaluate(() => "pwned" in window || document.querySelector("img[onerror], a[href^='javascript:'], [src*='elsewhere']")),
      ).toBeFalsy();
      expect(asked.filter((url) => !url.startsWith(`${site.url}/`) && !url.startsWith("data:"))).toEqual([]);
      await page.context().close();
    }
  });

  test("run no script that is not theirs, load nothing from elsewhere and stand in no frame: in the browser", async () => {
    const { page } = await visit(`/investigations/${done}`);
    const refused = await page.evaluate(tryEverything);
    expect(refused).toEqual({
      found: ["base-uri", "connect-src", "frame-src", "img-src", "script-src-attr", "style-src-elem"],
      pwned: false,
    });
    const other = await elsewhere(`<iframe src="${site.url}/"></iframe>`);
    await page.goto(other.url);
    await expect.poll(() => page.frames()[1]?.url(), SOON).toContain("chrome-error:");
    await page.context().close();
    await other.close();
  });

  test("load at most 180 kB of scripts for an investigation", async () => {
    const html = await (await fetch(`${site.url}/investigations/${running}`)).text();
    const { gzipSync } = await import("node:zlib");
    const sources = [...html.matchAll(/<script[^>]*?src="([^"]+)"([^>]*)/g)]
      .filter(([, , rest = ""]) => !/nomodule/i.test(rest))
      .map(([, source]) => source);
    const sizes = await Promise.all(sources.map(async (source) => gzipSync(await (await fetch(site.url + source)).text()).length));
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(180_000);
  });

  test("keep the chosen theme and paint it at once on the next visit", async () => {
    const { page } = await visit("/");
    // A press before the switch's code runs is lost, and a second one chooses the next theme.
    const dark = page.getByRole("radio", { name: "Dark" });
    const chosen = async (): Promise<string> => {
      if ((await dark.getAttribute("aria-checked", SOON)) !== "true") await dark.click(SOON);
      return page.evaluate(() => document.cookie);
    };
    await expect.poll(chosen, SOON).toContain("culprit-theme=dark");
    await page.reload({ waitUntil: "commit" });
    // The first colour that there is, and not one that scripts mend later.
    const painted = await page.waitForFunction(() => {
      const colour = (document.body as HTMLElement | null) === null ? "" : getComputedStyle(document.body).backgroundColor;
      return colour.startsWith("rgb(") ? colour : null;
    });
    expect(await painted.jsonValue()).toBe("rgb(18, 19, 22)");
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    await page.context().close();
  });

  test("rank incident types by what is typed, open the form by keyboard, and bring the words along", async () => {
    const { page } = await visit("/");
    await page.getByRole("combobox").fill("telemetry samples are missing");
    await expect.poll(() => page.locator("mark").allTextContents(), SOON).toContain("telemetry");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/new\/small-packet-loss\?q=/);
    expect(await page.getByLabel("Title").inputValue()).toBe("telemetry samples are missing");
    await page.goBack();
    expect(await page.getByRole("combobox").inputValue()).toBe("telemetry samples are missing");
    await page.context().close();
  });

  test("say what is wrong in the form and keep it over a reload", async () => {
    const { page } = await visit("/new/small-packet-loss");
    await page.getByLabel("Sender").fill("nobody@host:x");
    await page.getByRole("button", { name: "Check hosts" }).click();
    await expect.poll(() => page.getByRole("alert").allTextContents(), SOON).toContain("Something is missing or wrong above.");
    expect(await page.getByText("Write [user@]address[:port]").isVisible()).toBe(true);
    await page.reload();
    await expect.poll(() => page.getByLabel("Sender").inputValue(), SOON).toBe("nobody@host:x");
    await page.context().close();
  });

  test("show the verdict from its beginning, and bring a linked observation into view", async () => {
    const { page } = await visit(`/investigations/${done}`);
    // Longer than anything on the page takes to load.
    await page.waitForTimeout(2_000);
    const top = (await page.locator("[data-kind=verdict]").boundingBox())?.y ?? -1;
    expect(top).toBeGreaterThan(60);
    expect(top).toBeLessThan(200);
    const link = page.locator("[data-kind=verdict] a[href^='#e']").first();
    const seq = (await link.getAttribute("href"))?.slice(2) ?? "";
    await link.click();
    const card = page.locator(`[data-seqs~="${seq}"]`);
    await expect.poll(async () => (await card.boundingBox())?.y ?? -1, SOON).toBeGreaterThan(60);
    expect((await card.boundingBox())?.y).toBeLessThan(300);
    await page.goBack();
    await page.context().close();
  });

  test("follow the log without a gap or a duplicate and keep typed text over a reload", async () => {
    const log = makeLog();
    const id = await site.put(log.slice(0, 6));
    const { page } = await visit(`/investigations/${id}`);
    await page.getByRole("combobox", { name: /Add a note/ }).fill("half a note");
    for (const [from, to] of [
      [6, 30],
      [30, 31],
      [31, log.length],
    ] as const)
      await site.add(id, log.slice(from, to));
    await expect.poll(() => page.locator("[data-kind=verdict]").count(), SOON).toBe(1);
    // Quiet commands are folded by code that comes when the first of them does.
    const quiet = page.getByRole("article", { name: "Readings that only rule out" }).first();
    await quiet.waitFor(SOON);
    // One command reads several of them: the page's head counts commands, and no line beside it may count them otherwise.
    expect(await quiet.innerText()).toMatch(/^\d+ more readings? on /);
    const live = await shownEvents(page);
    expect(new Set(live).size).toBe(live.length);
    await page.reload();
    // A long conversation shows its end first, and what came before when it is asked for.
    const earlier = page.getByRole("button", { name: /earlier parts? of this conversation/ });
    const all = async (): Promise<readonly string[]> => {
      if ((await earlier.count()) > 0) await earlier.click({ timeout: 1_000 }).catch(() => undefined);
      return shownEvents(page);
    };
    await expect.poll(all, SOON).toEqual(live);
    await expect.poll(() => page.getByRole("combobox", { name: /Add a note/ }).inputValue(), SOON).toBe("half a note");
    await page.context().close();
  });

  test("say that the connection is lost and where the page will continue, and continue there", async () => {
    const log = makeLog();
    const id = await site.put(log.slice(0, 6));
    const { page } = await visit("/hosts");
    const cut = /\/events\?/;
    await page.context().route(cut, (route) => route.abort("connectionreset"));
    await page.goto(`${site.url}/investigations/${id}`);
    await expect
      .poll(() => page.getByText(/^Connection lost \d+ s ago\. Collection goes on\. This page continues at event 7\.$/).count(), SOON)
      .toBe(1);
    await site.add(id, log.slice(6));
    await page.context().unroute(cut);
    await page.getByRole("button", { name: "Retry now" }).click();
    await expect.poll(() => page.locator("[data-kind=verdict]").count(), SOON).toBe(1);
    expect(await page.getByText("Connection lost").count()).toBe(0);
    const seqs = await shownEvents(page);
    expect(new Set(seqs).size).toBe(seqs.length);
    await page.context().close();
  });

  test("complete commands, write notes, and change the last one where it stands", async () => {
    const { page } = await visit(`/investigations/${running}`);
    const field = page.getByRole("combobox", { name: /Add a note/ });
    // What is typed before the page's code runs completes nothing; a person types on.
    const completed = async () => {
      await field.fill("");
      await field.fill("/ru");
      return page.getByRole("option").allTextContents();
    };
    await expect.poll(completed, SOON).toEqual([expect.stringContaining("/run")]);
    await field.fill("checked the optics");
    await field.press("Enter");
    const note = page.locator("[data-kind=note]").last();
    await expect.poll(() => note.textContent(), SOON).toContain("checked the optics");
    // The note may come by the stream before the answer to its sending, which empties the field.
    await expect.poll(() => field.inputValue(), SOON).toBe("");
    await note.click();
    await page.keyboard.press("/");
    await expect.poll(() => field.inputValue(), SOON).toBe("/");
    await field.fill("");
    await field.press("ArrowUp");
    await expect.poll(() => field.inputValue(), SOON).toBe("checked the optics");
    await field.fill("checked the optics twice");
    await field.press("Enter");
    await expect.poll(() => note.innerText(), SOON).toMatch(/checked the optics twice\s+changed since/);
    await page.context().close();
  });

  test("refuse what another site sends, and what is not JSON", async () => {
    const post = (headers: Record<string, string>, body = JSON.stringify({ do: "note", text: "x" })): Promise<Response> =>
      fetch(`${site.url}/api/v1/investigations/${running}/actions`, { method: "POST", headers, body });
    expect((await post({ "content-type": "application/json", origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await post({ "content-type": "application/json", "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post({ "content-type": "text/plain" })).status).toBe(415);
    expect((await post({ "content-type": "application/json" }, "{")).status).toBe(400);
    expect((await post({ "content-type": "application/json" })).status).toBe(200);
  });

  test("answer the event stream from the event that was asked for", async () => {
    const abort = new AbortController();
    const last = makeLog().length;
    const answer = await fetch(`${site.url}/api/v1/investigations/${done}/events`, {
      headers: { "last-event-id": `${last - 6}` },
      signal: abort.signal,
    });
    expect(answer.headers.get("cache-control")).toContain("no-transform");
    expect(answer.headers.get("x-accel-buffering")).toBe("no");
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (reader !== undefined && !text.includes(`id: ${last}\n`)) text += (await reader.read()).value ?? "";
    abort.abort();
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))).toEqual([5, 4, 3, 2, 1, 0].map((back) => last - back));
  });
});

/** The events that the conversation tells of, in its order. */
const shownEvents = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("[data-seqs]")].flatMap(
      (one) =>
        one
          .getAttribute("data-seqs")
          ?.split(" ")
          .filter((seq) => seq !== "") ?? [],
    ),
  );
