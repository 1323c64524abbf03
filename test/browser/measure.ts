import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { makeLog } from "../app/log.ts";
import { openChromium } from "./chromium.ts";
import { PLACES } from "./places.ts";
import { openSite } from "./site.ts";

/**
 * Measures each page of the production build: largest contentful paint, layout shift, the slowest of a few interactions, and the scripts of
 * the first load. Median of `--times` visits with an empty cache. Needs a build.
 *
 *   node test/browser/measure.ts [--times 3] [--record] [name ...]
 */
const { values, positionals } = parseArgs({
  options: { times: { type: "string", default: "3" }, record: { type: "boolean", default: false } },
  allowPositionals: true,
});
const DOCUMENT = join(import.meta.dirname, "..", "..", "docs", "performance.md");
const [BEGIN, END] = ["<!-- measured by test/browser/measure.ts -->", "<!-- end -->"];

interface Vitals {
  readonly lcp: number;
  readonly cls: number;
  readonly inp: number;
}

/** Runs in the page before anything of it: the browser's own observers. */
function observe(): void {
  const vitals = { lcp: 0, cls: 0, inp: 0 };
  Object.assign(globalThis, { vitals });
  new PerformanceObserver((list) => (vitals.lcp = list.getEntries().at(-1)?.startTime ?? vitals.lcp)).observe({
    type: "largest-contentful-paint",
    buffered: true,
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!entry.hadRecentInput) vitals.cls += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
      if (entry.interactionId > 0) vitals.inp = Math.max(vitals.inp, entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

/** What a person does first: goes through the page by keyboard, and presses the first thing that unfolds. */
async function interact(page: Page): Promise<void> {
  for (let n = 0; n < 8; n += 1) await page.keyboard.press("Tab");
  const unfolds = page.locator("main [aria-expanded=false]:visible, main summary:visible").first();
  if ((await unfolds.count()) > 0) await unfolds.click({ timeout: 3_000 }).catch(() => undefined);
  await page.keyboard.press("Control+k");
  await page.waitForTimeout(700);
}

async function visit(browser: Browser, url: string): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: "load" });
  await page.waitForTimeout(1_500);
  // Layout shift and paint of the load; what an interaction moves is not counted by either.
  await interact(page);
  const vitals = await page.evaluate(() => (globalThis as unknown as { vitals: Vitals }).vitals);
  await context.close();
  return vitals;
}

async function scriptsOf(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  const sources = [...html.matchAll(/<script[^>]*?src="([^"]+)"([^>]*)/g)].filter(([, , rest = ""]) => !/nomodule/i.test(rest));
  const origin = new URL(url).origin;
  const sizes = await Promise.all(sources.map(async ([, source = ""]) => gzipSync(await (await fetch(origin + source)).text()).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const site = await openSite();
const browser = await openChromium();
const rows: string[] = [];
try {
  const shown = { concluded: await site.put(makeLog()), running: await site.put(makeLog({ rounds: 1 })) };
  const wanted = PLACES.filter(
    ({ name, act, waits }) => (act === undefined || waits === true) && (positionals.length === 0 || positionals.includes(name)),
  );
  for (const { name, path } of wanted) {
    const url = site.url + path(shown);
    const scripts = await scriptsOf(url);
    await visit(browser, url);
    const seen: Vitals[] = [];
    for (let n = 0; n < Number(values.times); n += 1) seen.push(await visit(browser, url));
    const of = (pick: (vitals: Vitals) => number): number => median(seen.map(pick));
    rows.push(
      `| ${name} | ${Math.round(of(({ lcp }) => lcp))} ms | ${Math.round(of(({ inp }) => inp))} ms | ${of(({ cls }) => cls).toFixed(3)} | ${(scripts / 1_000).toFixed(0)} kB |`,
    );
    console.log(rows.at(-1));
  }
} finally {
  await browser.close();
  await site.stop();
}
if (values.record) {
  const table = ["| Page | LCP | INP | CLS | Scripts, gzip |", "|---|---|---|---|---|", ...rows].join("\n");
  const text = readFileSync(DOCUMENT, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`${DOCUMENT} has no place for it`);
  writeFileSync(DOCUMENT, `${text.slice(0, from + BEGIN.length)}\n${table}\n${text.slice(to)}`);
}
