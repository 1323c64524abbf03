import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { makeLog } from "../app/log.ts";
import { openChromium } from "./chromium.ts";
import { PLACES, type Place, type Shown } from "./places.ts";
import { post, follow } from "./culprit-server.ts";
import { openSite, type Site } from "./site.ts";

/**
 * Takes a picture of every page and state, on a desktop and a phone, in both themes, on a data folder of its own with real practice
 * investigations; `index.html` beside them shows all of them. Needs a build.
 *
 *   node test/browser/pictures.ts [--out FOLDER] [name ...]
 */
const { values, positionals } = parseArgs({
  options: { out: { type: "string", default: join(import.meta.dirname, "..", "artefacts", "pictures") } },
  allowPositionals: true,
});

const SIZES = [
  { kind: "desktop", width: 1440, height: 900 },
  { kind: "phone", width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark"] as const;

/** Practice incidents played through by the real worker, and logs in states that pass too quickly to be met. */
async function seed(site: Site): Promise<Shown> {
  const incidents = ["backlog-overflow", "gre-overhead", "fin-checksum"];
  const started = await Promise.all(
    incidents.map((incident) => post<{ readonly id: string }>(site.url, "/api/v1/investigations", { do: "practice", incident })),
  );
  await Promise.all(started.map(({ id }) => follow(site.url, id, ({ type }) => type === "concluded")));
  for (const [name, address] of [
    ["net-1", "192.0.2.10"],
    ["cmp-7", "192.0.2.27"],
  ] as const)
    await post(site.url, "/api/v1/hosts", { do: "addHost", name, address });
  return { concluded: started[0]?.id ?? "", running: await site.put(makeLog({ rounds: 1 })) };
}

async function take(browser: Browser, url: string, { name, act }: Place): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { kind, width, height } of SIZES)
    for (const theme of THEMES) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(url, { waitUntil: "load" });
      // Longer than lazily loaded parts take on a busy machine.
      await page.waitForTimeout(1_200);
      await act?.(page);
      if (act !== undefined) await page.waitForTimeout(400);
      const file = `${name}-${kind}-${theme}.png`;
      await page.screenshot({ path: join(values.out, file) });
      files.push(file);
      await context.close();
    }
  return files;
}

const sheet = (rows: readonly { readonly name: string; readonly files: readonly string[] }[]): string =>
  `<!doctype html><meta charset="utf-8"><title>Pictures</title><style>body{font:13px sans-serif;margin:16px}figure{display:inline-block;margin:0 8px 8px 0}img{height:420px;border:1px solid #999}</style>
${rows.map(({ name, files }) => `<h2>${name}</h2>${files.map((file) => `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${file}</figcaption></figure>`).join("")}`).join("\n")}`;

mkdirSync(values.out, { recursive: true });
const site = await openSite();
const browser = await openChromium();
try {
  const shown = await seed(site);
  const wanted = PLACES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const rows: { readonly name: string; readonly files: readonly string[] }[] = [];
  for (const place of wanted) {
    rows.push({ name: place.name, files: await take(browser, site.url + place.path(shown), place) });
    console.log(`${place.name}: ${rows.at(-1)?.files.length} pictures`);
  }
  writeFileSync(join(values.out, "index.html"), sheet(rows));
  console.log(`${join(values.out, "index.html")} shows all of them.`);
} finally {
  await browser.close();
  await site.stop();
}
