import { gzipSync } from "node:zlib";
import { web } from "#server/web.ts";
import { openChromium } from "../browser/chromium.ts";
import { openSite, type Site } from "../browser/site.ts";
import { longLog } from "./long-log.ts";

/**
 * How long the page of a long investigation takes: 500 messages and 40 MB of raw output on top of a recorded one. Needs a build.
 * `node test/bench/large-page.bench.ts`: medians of seven visits of a browser that has the scripts, and of seven answers of the server.
 */
const MESSAGES = 500;
const OUTPUT_BYTES = 40_000_000;
const VISITS = 7;

async function stored(site: Site): Promise<string> {
  const { events, observations } = longLog({ messages: MESSAGES, bytes: OUTPUT_BYTES });
  const id = await site.put(events);
  const { store } = await web();
  for (let at = 0; at < observations.length; at += 10)
    await store.journal.append(id, { expected: null, events: [], observations: observations.slice(at, at + 10) });
  return id;
}

const median = (all: readonly number[]): number => Math.round(all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN);

const PAINT = `new Promise((done) => {
  const found = { shift: 0, largest: 0, moved: [] };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (entry.hadRecentInput) return; found.shift += entry.value; found.moved.push(...entry.sources.map(({ node, previousRect, currentRect }) => (node?.parentElement?.className ?? "") + " > " + (node?.className ?? node?.nodeName) + " " + previousRect.y + "+" + previousRect.height + " to " + currentRect.y + "+" + currentRect.height)); })).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { found.largest = entry.startTime; })).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done({ ...found, first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, interactive: performance.getEntriesByType("navigation")[0].domInteractive }), 2500);
})`;

async function main(): Promise<void> {
  const site = await openSite();
  const browser = await openChromium();
  try {
    const url = `${site.url}/investigations/${await stored(site)}`;
    const served: number[] = [];
    // The server is this process: what it worked stays the same on a busy machine.
    const worked: number[] = [];
    let html = "";
    for (let n = 0; n < VISITS; n += 1) {
      const [from, spent] = [performance.now(), process.cpuUsage()];
      html = await (await fetch(url)).text();
      served.push(performance.now() - from);
      const { user, system } = process.cpuUsage(spent);
      worked.push((user + system) / 1_000);
    }
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const visits: { first: number; largest: number; shift: number; interactive: number; moved: readonly string[] }[] = [];
    for (let n = 0; n <= VISITS; n += 1) {
      const page = await context.newPage();
      await page.goto(url);
      const seen = (await page.evaluate(PAINT)) as (typeof visits)[number];
      // The first visit only fetches the scripts.
      if (n > 0) visits.push(seen);
      await page.close();
    }
    const [first, largest, interactive] = (["first", "largest", "interactive"] as const).map((name) =>
      median(visits.map((visit) => visit[name])),
    );
    console.log(`server, whole page          ${median(served)} ms, ${median(worked)} ms of one core`);
    console.log(`page, gzip                  ${Math.round(gzipSync(html).length / 1_000)} kB of ${Math.round(html.length / 1_000)} kB`);
    console.log(`first paint, largest paint  ${first} ms, ${largest} ms; parsed after ${interactive} ms`);
    console.log(`layout shift, worst         ${Math.max(...visits.map(({ shift }) => shift)).toFixed(4)}`);
    for (const moved of new Set(visits.flatMap((visit) => visit.moved))) console.log(`  moved  ${moved}`);
  } finally {
    await browser.close();
    await site.stop();
  }
}

await main();
