import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { web } from "#server/web.ts";
import { makeLog } from "../app/log.ts";
import { longLog } from "../bench/long-log.ts";
import { openChromium } from "./chromium.ts";
import { openSite, type Site } from "./site.ts";

/**
 * Scrolls the raw output of 100,000 lines and a conversation of 500 messages of the production build for some seconds, as a wheel does, and tells
 * how long each frame took, beside an empty page and one that is nothing but the same text, in turn within one run. Run it on an idle machine: what
 * the plain text costs is the least, for the browser draws in software here. Needs a build.
 *
 *   node test/browser/scroll.ts [--rounds 3] [--seconds 3] [--record]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    record: { type: "boolean", default: false },
  },
});
const DOCUMENT = join(import.meta.dirname, "..", "..", "docs", "performance.md");
const [BEGIN, END] = ["<!-- measured by test/browser/scroll.ts -->", "<!-- end of scrolling -->"];

const LINES = 100_000;
/** More than is scrolled through. */
const PLAIN_LINES = 5_000;
const MESSAGES = 500;
/** As a person who looks for something: some screens a second. */
const SPEED = 3_000;
const FRAME_MS = 1_000 / 60;
/** A frame that came in time is told up to a millisecond late. */
const JITTER_MS = 1;
const SOON = { timeout: 20_000 };

interface Seen {
  /** Times between frames. */
  readonly frames: readonly number[];
  /** Work of the browser for 1,000 pixels. */
  readonly cpuMs: number;
}

interface Scrolled {
  readonly name: string;
  readonly open: (page: Page) => Promise<{ readonly x: number; readonly y: number }>;
  readonly towards: "end" | "beginning";
}

/** Where the middle of what scrolls stands. */
async function middle(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not there`);
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 400) / 2 };
}

const empty: Scrolled = {
  name: "an empty page",
  towards: "end",
  open: async (page) => {
    await page.setContent(`<div id="box" style="height: 700px; overflow: auto"><div style="height: ${LINES * 20}px"></div></div>`);
    return middle(page, "#box");
  },
};

const lineOf = (n: number): string =>
  `${String(n).padStart(8, "0")} 10.20.0.17 > 10.20.0.11: GREv0, key=0x2, length 1480: IP 10.1.0.11 > 10.1.0.1`;
const textOf = (lines: number): string => `${Array.from({ length: lines }, (_, n) => lineOf(n)).join("\n")}\n`;

const plain: Scrolled = {
  name: "a page of the same text",
  towards: "end",
  open: async (page) => {
    await page.setContent(
      `<pre id="box" style="height: 496px; width: 700px; overflow: auto; background: #fff; font: 12px/20px monospace"></pre>`,
    );
    await page.locator("#box").evaluate((box, text) => (box.textContent = text), textOf(PLAIN_LINES));
    await page.waitForTimeout(500);
    return middle(page, "#box");
  },
};

async function rawOutput(site: Site): Promise<Scrolled> {
  const log = makeLog();
  const id = await site.put(log);
  const observed = log.find((event) => event.type === "observed" && event.request === "1.softnet.receiver.before");
  if (observed?.type !== "observed") throw new Error("the log has no reading");
  await site.observe(id, { id: observed.facts.observation, request: observed.request, stdout: textOf(LINES) });
  return {
    name: "raw output, 100,000 lines",
    towards: "end",
    open: async (page) => {
      await page.goto(`${site.url}/investigations/${id}#e${observed.seq}`, { waitUntil: "load" });
      const card = page.locator(`[data-seqs~="${observed.seq}"]`);
      const raw = card.getByRole("tab", { name: "Raw" });
      // A press before the card's code has come does nothing.
      for (let tries = 0; tries < 40 && (await card.getByText("100,000 lines").count()) === 0; tries += 1) {
        await raw.click(SOON);
        await page.waitForTimeout(250);
      }
      await card.getByText("100,000 lines").waitFor(SOON);
      const box = card.getByRole("region", { name: /^Output of/ });
      await box.evaluate((one) => one.scrollIntoView({ block: "center" }));
      await page.waitForTimeout(1_000);
      const at = await box.boundingBox();
      return { x: (at?.x ?? 0) + 200, y: (at?.y ?? 0) + 100 };
    },
  };
}

async function conversation(site: Site): Promise<Scrolled> {
  const { events, observations } = longLog({ messages: MESSAGES, bytes: 2_000_000 });
  const id = await site.put(events);
  const { journal } = (await web()).store;
  for (let at = 0; at < observations.length; at += 50)
    await journal.append(id, { expected: null, events: [], observations: observations.slice(at, at + 50) });
  return {
    name: "conversation, 500 messages",
    towards: "beginning",
    open: async (page) => {
      await page.goto(`${site.url}/investigations/${id}`, { waitUntil: "load" });
      await page.waitForTimeout(3_000);
      const box = page.getByRole("region", { name: "Conversation", exact: true });
      // What is above is made when somebody comes near to it.
      await box.evaluate((one) => (one.scrollTop = one.scrollHeight));
      await page.waitForTimeout(500);
      const at = await box.boundingBox();
      return { x: (at?.x ?? 0) + 200, y: (at?.y ?? 0) + 200 };
    },
  };
}

/** Times between frames while the browser scrolls by itself, as it does under a wheel: the page's code has no part in that but what it draws. */
async function scroll(browser: Browser, what: Scrolled, seconds: number): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const at = await what.open(page);
  const client = await context.newCDPSession(page);
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { times });
    const next = (now: number): void => {
      times.push(now);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  const sign = what.towards === "end" ? -1 : 1;
  const gesture = { ...at, yDistance: sign * SPEED * seconds, speed: SPEED, gestureSourceType: "mouse", preventFling: true } as const;
  const spent = await cpuOf(browser);
  await client.send("Input.synthesizeScrollGesture", gesture);
  const cpuMs = (1_000 * ((await cpuOf(browser)) - spent)) / ((SPEED * seconds) / 1_000);
  const times = await page.evaluate(() => (globalThis as unknown as { times: readonly number[] }).times);
  await context.close();
  return { frames: times.slice(1).map((now, n) => now - (times[n] ?? now)), cpuMs };
}

/** What the processes of the browser worked so far, in seconds: it says the same on a busy machine. */
async function cpuOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const framesOf = (seen: readonly Seen[]): readonly number[] => seen.flatMap(({ frames }) => frames);
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const meanOf = (seen: readonly Seen[]): number => mean(framesOf(seen));

function row(name: string, seen: readonly Seen[], still: number): string {
  const frames = framesOf(seen);
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const over = (limit: number): number => frames.filter((each) => each > limit).length / frames.length;
  const cells = [ms(at(0.5)), ms(at(0.95)), ms(sorted.at(-1) ?? Number.NaN), percent(over(FRAME_MS + JITTER_MS)), percent(over(50))];
  const work = `${Math.round(mean(seen.map(({ cpuMs }) => cpuMs)))} ms`;
  return `| ${[name, frames.length, ...cells, (meanOf(seen) / still).toFixed(2), work].join(" | ")} |`;
}

const site = await openSite();
const browser = await openChromium();
const rows: string[] = [];
try {
  const all = [empty, plain, await rawOutput(site), await conversation(site)].map((what) => ({ what, seen: [] as Seen[] }));
  // The first time the browser makes its code fast.
  for (const { what } of all) await scroll(browser, what, 1);
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const { what, seen } of all) seen.push(await scroll(browser, what, Number(values.seconds)));
  const still = meanOf(all[0]?.seen ?? []);
  for (const { what, seen } of all) {
    rows.push(row(what.name, seen, still));
    console.log(rows.at(-1));
  }
} finally {
  await browser.close();
  await site.stop();
}
if (values.record) {
  const head =
    "| What is scrolled | Frames | Median | 95 % | Longest | Over 16.7 ms | Over 50 ms | Times the empty page | Work for 1,000 px |";
  const text = readFileSync(DOCUMENT, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`${DOCUMENT} has no place for it`);
  writeFileSync(
    DOCUMENT,
    `${text.slice(0, from + BEGIN.length)}\n${[head, "|---|---|---|---|---|---|---|---|---|", ...rows].join("\n")}\n${text.slice(to)}`,
  );
}
