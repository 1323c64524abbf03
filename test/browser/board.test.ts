import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseLog } from "../app/case-log.ts";
import { CULPRIT, makeLog, PERSON, START } from "../app/log.ts";
import { openChromium, violations } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";
import { holdScripts, visitPage, type Look } from "./visit.ts";

const SOON = { timeout: 20_000 };

/** Within the part of the conversation that is shown. */
const inView = (one: Element): boolean => {
  const [box, { top }] = [one.closest("[role=region]")?.getBoundingClientRect(), one.getBoundingClientRect()];
  return box !== undefined && top >= box.top - 8 && top < box.bottom;
};

/** The case board's drawings, and what two people see of each other. */
describe("the page of an investigation", () => {
  let site: Site;
  let browser: Browser;
  let drawn: string;
  let long: string;
  let done: string;
  beforeAll(async () => {
    site = await openSite();
    browser = await openChromium();
    drawn = await site.put(caseLog("large-packets-vanish", "bridge-mtu", { rounds: 2 }).events);
    done = await site.put(makeLog());
    const log = makeLog({ rounds: 1 });
    const notes = Array.from({ length: 120 }, (_, n) => ({
      ...{ type: "noted" as const, text: `Note number ${n}.`, seq: log.length + n + 1, actor: PERSON },
      at: new Date(START + 60_000 + n).toISOString(),
    }));
    long = await site.put([...log, ...notes]);
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  const open = async (id: string, look?: Look): Promise<Page> => {
    const { page } = await visitPage(browser, `${site.url}/investigations/${id}`, look);
    // A press before the page's code runs is lost: React has written its own mark on what it answers for.
    await page.waitForFunction(
      () => {
        const tabs = [...document.querySelectorAll("[role=tab], [role=combobox]")];
        return tabs.length > 1 && tabs.every((one) => Object.keys(one).some((name) => name.startsWith("__reactProps$")));
      },
      undefined,
      SOON,
    );
    return page;
  };
  const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  test.each([
    [1440, false],
    [390, true],
  ])("draws path and machine at %i px, dark: %s, for keyboard and screen reader too", async (width, dark) => {
    const page = await open(drawn, { width, dark, reduced: true });
    await page.getByRole("tab", { name: "Path" }).click();
    await page.locator("figure svg [data-node]").nth(11).waitFor(SOON);
    await page.locator("figure svg [data-node]").first().focus();
    for (let n = 0; n < 3; n += 1) await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("figure [role=status]").innerText(), SOON).toBe("qvb3f2a91c0-1b on cmp1, veth, MTU 1300");
    if (!dark) expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "As table" }).click();
    await page.getByRole("cell", { name: "qvb3f2a91c0-1b" }).waitFor(SOON);
    await page.getByRole("tab", { name: "Machine" }).click();
    await page.locator("figure svg").getByText("runs now").first().waitFor(SOON);
    if (dark) expect(await violations(page)).toEqual([]);
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  test("saves a drawing that stands alone and is light, whatever the page looks like", async () => {
    const page = await open(drawn, { dark: true });
    await page.getByRole("tab", { name: "Path" }).click();
    await page.locator("figure svg [data-node]").first().waitFor(SOON);
    const save = async (kind: string): Promise<Buffer> => {
      const [file] = await Promise.all([
        page.waitForEvent("download", SOON),
        page.getByRole("button", { name: `Save as ${kind}` }).click(),
      ]);
      expect(file.suggestedFilename()).toBe(`large-packets-vanish-path.${kind.toLowerCase()}`);
      return readFileSync(await file.path());
    };
    const svg = (await save("SVG")).toString("utf8");
    expect(svg).toContain("vma1 to vma2");
    expect(svg).toContain('<rect width="100%" height="100%" fill="rgb(255, 255, 255)"/>');
    expect(svg).toMatch(/@font-face\{font-family:"Inter Variable".*url\(data:font\/woff2;base64,/);
    expect(svg).not.toMatch(/var\(--|class=|tabindex|data-node/);
    // Opened by itself: whatever is said in it stands within it.
    const alone = await browser.newPage();
    await alone.setContent(svg);
    const cut = await alone.evaluate(() => {
      const whole = document.querySelector("svg")?.getBoundingClientRect().right ?? 0;
      return [...document.querySelectorAll("text")]
        .filter((one) => one.getBoundingClientRect().right > whole)
        .map((one) => one.textContent);
    });
    expect(cut).toEqual([]);
    expect(await alone.locator("text").allTextContents()).toContainEqual(expect.stringMatching(/^12 interfaces on 4 hosts/));
    await alone.close();
    const png = await save("PNG");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBeGreaterThan(1_200);
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBeUndefined();
    await page.context().close();
  });

  test("shows the end of a long conversation first, the rest when it is looked at, and what a link names", async () => {
    const page = await open(long);
    await page.getByText("Note number 119.").waitFor(SOON);
    expect(await page.getByText("Note number 3.", { exact: true }).count()).toBe(0);
    // A press before the page's code runs is lost; a person presses again.
    const sixty = page.getByText("Note number 60.", { exact: true });
    const earlier = page.getByRole("button", { name: /earlier parts? of this conversation/ });
    const pressed = async (): Promise<number> => {
      if ((await sixty.count()) === 0) await earlier.click({ timeout: 1_000 }).catch(() => undefined);
      return sixty.count();
    };
    await expect.poll(pressed, SOON).toBe(1);
    await page.goto(`${site.url}/investigations/${long}#e1`);
    await page.reload();
    await expect.poll(() => page.locator('[data-seqs~="1"]').count(), SOON).toBe(1);
    await page.context().close();
  });

  test("tells what is new to whoever reads further up, and follows a link again when it is pressed again", async () => {
    const log = makeLog({ rounds: 1 });
    const id = await site.put(log);
    const page = await open(id);
    const region = page.getByRole("region", { name: "Conversation", exact: true });
    await region.hover();
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -4_000);
        return region.evaluate((box) => box.scrollTop);
      }, SOON)
      .toBe(0);
    const said = (n: number) => ({ type: "noted" as const, text: `Said later, ${n}.`, seq: log.length + n, at: "", actor: PERSON });
    await site.add(id, [said(1), said(2)]);
    await page.getByRole("button", { name: "2 new" }).click();
    await expect.poll(() => page.getByRole("button", { name: /new$/ }).count(), SOON).toBe(0);
    await expect.poll(() => page.getByText("Said later, 2.").evaluate(inView), SOON).toBe(true);
    const first = page.locator('[data-seqs~="1"]');
    const away = () => region.evaluate((box) => box.scrollTo({ top: box.scrollHeight, behavior: "instant" }));
    for (const _ of ["first", "again"]) {
      await page.evaluate(() => {
        const link = document.createElement("a");
        link.href = "#e1";
        document.body.append(link);
        link.click();
        link.remove();
      });
      await expect.poll(() => first.evaluate(inView), SOON).toBe(true);
      await away();
    }
    await page.context().close();
  });

  test("has its tab in the address, reads counters as numbers, and leads from the board to what was observed, on a phone too", async () => {
    const page = await open(done, { width: 390 });
    await page.getByRole("tab", { name: "Timeline" }).click();
    await expect.poll(() => page.url(), SOON).toMatch(/[?&]tab=timeline/);
    await page.getByText("As table").click();
    await expect
      .poll(
        () =>
          page
            .getByRole("row", { name: /backlogDropped net-2/ })
            .first()
            .innerText(),
        SOON,
      )
      .toMatch(/196,926[^]*196,930[^]*\+4/);
    // What only listeners are told stands in the panel too: below its end the page would go on, white.
    await page.setViewportSize({ width: 390, height: 420 });
    await page.goto(`${site.url}/investigations/${done}?tab=hosts`);
    await page
      .locator("#board-panel")
      .getByText("(the cause is here)")
      .waitFor({ ...SOON, state: "attached" });
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 390, height: 900 });
    await page.goto(`${site.url}/investigations/${done}?tab=hypotheses`);
    const link = page.locator("#board-panel a[href^='#e']").first();
    await link.waitFor(SOON);
    const seq = (await link.getAttribute("href"))?.slice(2) ?? "";
    await link.click();
    await expect.poll(() => page.locator(`[data-seqs~="${seq}"]`).filter({ visible: true }).count(), SOON).toBe(1);
    await page.context().close();
  });

  test("is handed over with words, and the next person reads them", async () => {
    const page = await open(long);
    const field = page.getByRole("combobox", { name: /Add a note/ });
    await field.waitFor(SOON);
    const handed = page.getByText("Handed over to lena by", { exact: false });
    // What is typed before the page's code runs is not sent; a person types again.
    const typed = async (): Promise<number> => {
      if ((await handed.count()) > 0) return handed.count();
      await field.fill("/hand-over @lena cmp-7 is next");
      await field.press("Enter");
      return handed.count();
    };
    await expect.poll(typed, { ...SOON, interval: 2_000 }).toBeGreaterThan(0);
    await page.getByText("cmp-7 is next").first().waitFor(SOON);
    await expect.poll(() => page.locator("header").getByText("with lena").count(), SOON).toBe(1);
    await page.context().close();
  });

  test("counts what was pressed and typed before its code ran: a tab, the approval of a key, Enter, Pause", async () => {
    const log = makeLog({ rounds: 1 }).slice(0, 3);
    const id = await site.put(log);
    const print = { algorithm: "ssh-ed25519", fingerprint: "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M" };
    const asked = { type: "hostKeyAsked" as const, host: "gateway", address: "192.0.2.1:22", ...print };
    await site.add(id, [{ ...asked, seq: log.length + 1, at: new Date(START).toISOString(), actor: CULPRIT }]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const release = await holdScripts(page);
    await page.goto(`${site.url}/investigations/${id}`, { waitUntil: "commit" });
    const board = page.getByRole("complementary", { name: "Case board" });
    await board.getByRole("tab", { name: "Timeline" }).click();
    const field = page.getByRole("combobox", { name: /Add a note/ });
    await field.fill("the switch was replaced at noon");
    await field.press("Enter");
    await page.getByRole("button", { name: "It matches, approve" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    release();
    await page.getByRole("article").filter({ hasText: "the switch was replaced at noon" }).first().waitFor(SOON);
    expect(await field.inputValue()).toBe("");
    await page.getByText("Approved", { exact: true }).first().waitFor(SOON);
    await page.getByRole("button", { name: "Resume" }).waitFor(SOON);
    await expect.poll(() => board.getByRole("tab", { name: "Timeline" }).getAttribute("aria-selected"), SOON).toBe("true");
    await context.close();
  });

  test("is printed as a page that runs nothing", async () => {
    const answer = await fetch(`${site.url}/api/v1/investigations/${drawn}/export?format=html`);
    expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    expect(await answer.text()).toContain("Not ended yet");
  });

  test("pulse at what is tested now, not where motion is not wanted, and run a passive read again", async () => {
    const running = await site.put(makeLog({ rounds: 1 }));
    for (const reduced of [false, true]) {
      const { page } = await visitPage(browser, `${site.url}/investigations/${running}`, { reduced });
      const tested = page.getByRole("tabpanel", { name: "hypotheses" }).locator("svg[class*=pulse]").first();
      await tested.waitFor({ ...SOON, state: "attached" });
      expect((await tested.evaluate((one) => getComputedStyle(one).animationName)) === "none").toBe(reduced);
      // A worker takes up what is asked for, and finds none of these hosts: so it comes last.
      const again = page.getByRole("button", { name: /^Run .* again$/ }).first();
      if (reduced) {
        const [asked] = await Promise.all([page.waitForRequest(/\/actions$/, SOON), again.click(SOON)]);
        expect(asked.postDataJSON()).toMatchObject({ do: "run" });
      }
      await page.context().close();
    }
  });

  test("says moments in the reader's zone, what ran meanwhile, and takes a skip back", async () => {
    const log = makeLog({ rounds: 1 });
    const [since, until] = ["2026-11-21T16:05:00.000Z", "2026-11-22T16:05:00.000Z"];
    const watching = { type: "watching" as const, round: 1, windows: 14, since, until, trouble: null };
    const more = [watching, { type: "skipped" as const, test: "tracedDrops" }];
    const id = await site.put([...log, ...more.map((body, n) => ({ ...body, seq: log.length + n + 1, at: until, actor: PERSON }))]);
    const { page } = await visitPage(browser, `${site.url}/investigations/${id}`, { zone: "Asia/Tokyo" });
    const notice = page.getByText("Watching: 14 quiet windows since 22 Nov, 01:05, until 23 Nov, 01:05").first();
    await notice.waitFor(SOON);
    expect(await notice.locator("time").last().getAttribute("title")).toBe("2026-11-22 16:05:00 UTC");
    await page.getByRole("button", { name: "Take the skip of tracedDrops back" }).click(SOON);
    await page.getByText("tracedDrops is not skipped any more").first().waitFor(SOON);
    await page.goto(`${site.url}/investigations/${done}`);
    await page.getByText("on net-2 while 4,000 probes ran").filter({ visible: true }).first().waitFor(SOON);
    await page.context().close();
  });
});
