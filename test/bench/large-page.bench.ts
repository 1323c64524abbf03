import { gzipSync } from "node:zlib";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation } from "#server/journal.ts";
import { web } from "#server/web.ts";
import { caseLog } from "../app/case-log.ts";
import { openChromium } from "../browser/chromium.ts";
import { openSite, type Site } from "../browser/site.ts";
import { CULPRIT, PERSON } from "../app/log.ts";

/**
 * How long the page of a long investigation takes: 500 messages and 40 MB of raw output on top of a recorded one. Needs a build.
 * `node test/bench/large-page.bench.ts`: medians of seven visits of a browser that has the scripts, and of seven answers of the server.
 */
const MESSAGES = 500;
const OUTPUT_BYTES = 40_000_000;
const VISITS = 7;

/** Notes by people and reads that they asked for, in turn, before the end of the recorded one. */
function longLog(): { readonly events: readonly InvestigationEvent[]; readonly observations: readonly NewObservation[] } {
  const base = caseLog("large-packets-vanish", "bridge-mtu", { rounds: 2 });
  const host = base.events[0]?.type === "started" ? (base.events[0].brief.hosts[0]?.key ?? "") : "";
  const model = base.observations[0];
  const seen = base.events.find((event) => event.type === "observed");
  if (model === undefined || seen?.type !== "observed") throw new TypeError("the case has no observation");
  const added: Omit<InvestigationEvent, "seq">[] = [];
  const observations: NewObservation[] = [];
  const size = Math.ceil(OUTPUT_BYTES / (MESSAGES / 2));
  const at = base.events.at(-1)?.at ?? "";
  for (let n = 1; n <= MESSAGES / 2; n += 1) {
    const request = `run.${n}.${host}`;
    const id = `${model.id}-${n}`;
    const facts = { ...seen.facts, observation: id, stdoutBytes: size, lines: Math.ceil(size / 80) };
    added.push(
      { type: "noted", text: `Note ${n}: ${"the customer reports gaps ".repeat(4)}`, at, actor: PERSON } as never,
      { type: "runAsked", request, collector: "links", host, at, actor: PERSON } as never,
      {
        type: "commandStarted",
        request,
        attempt: 1,
        commandLine: "ip -s -s -j link show",
        privilege: "user",
        risk: "R0",
        effects: [],
        deadlineMs: 10_000,
        at,
        actor: CULPRIT,
      } as never,
      { type: "observed", request, attempt: 1, facts, reading: { fields: { rxDropped: n, txDropped: 0 } }, at, actor: CULPRIT } as never,
    );
    observations.push({
      ...model,
      id,
      request,
      stdout: Buffer.from(`${"0123456789abcdef ".repeat(5).slice(0, 79)}\n`.repeat(Math.ceil(size / 80))),
    });
  }
  const events = [...base.events, ...added].map((event, index) => ({ ...event, seq: index + 1 }) as InvestigationEvent);
  return { events, observations: [...base.observations, ...observations] };
}

async function stored(site: Site): Promise<string> {
  const { events, observations } = longLog();
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
