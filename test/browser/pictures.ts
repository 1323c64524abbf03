import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openChromium, violations } from "./chromium.ts";
import { PLACES } from "./places.ts";
import { enter, seedChanges, seedPeople, seedWork, type Seeded } from "./shown.ts";
import { openSite, type Site } from "./site.ts";
import type { State } from "./state.ts";
import { FURTHER } from "./states.ts";

/**
 * Takes a picture of every page in every state, on a desktop and a phone, in both themes, on a data folder of its own; `index.html` beside them
 * shows all of them. `--whole` takes the page below the fold too; `--axe` says what breaks a rule of WCAG 2.2 AA or scrolls sideways. Needs a build.
 * Exit code 0: all are as wanted; 1: a state did not come about, or a rule is broken; 2: no state has such a name.
 *
 *   node test/browser/pictures.ts [--out FOLDER] [--whole] [--axe] [name or its beginning ...]
 */
const { values, positionals } = parseArgs({
  options: {
    out: { type: "string", default: join(import.meta.dirname, "..", "artefacts", "pictures") },
    whole: { type: "boolean", default: false },
    axe: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

const SIZES = [
  { kind: "desktop", width: 1440, height: 900 },
  { kind: "phone", width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark"] as const;
/** Longer than lazily loaded parts take on a busy machine. */
const SETTLES_MS = 1_500;

type Row = { readonly name: string; readonly files: readonly string[] };

async function contextOf(browser: Browser, site: Site, { width, height, who = "ines" }: { width: number; height: number; who?: string }) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", colorScheme: "light" });
  if (who !== "nobody") await enter(context, site.url, who);
  return context;
}

async function take(open: (size: (typeof SIZES)[number]) => Promise<BrowserContext>, url: string, { name, act }: State): Promise<Row> {
  const files: string[] = [];
  for (const size of SIZES) {
    const context = await open(size);
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    await page.waitForTimeout(SETTLES_MS);
    // A state that does not come about is seen in its picture; the others are still taken.
    await act?.(page).catch((error: unknown) => complain(`${name}, ${size.kind}: ${String(error).split("\n")[0] ?? ""}`));
    if (act !== undefined) await page.waitForTimeout(500);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const file = `${name}-${size.kind}-${theme}.png`;
      await page.screenshot({ path: join(values.out, file), fullPage: values.whole });
      files.push(file);
      // The rules know no width, and each theme is looked at once.
      if (values.axe && (size.kind === "desktop") === (theme === "light"))
        for (const said of await complaints(page)) complain(`${file}: ${said}`);
    }
    await context.close();
  }
  return { name, files };
}

function complain(said: string): void {
  console.log(said);
  process.exitCode = 1;
}

async function complaints(page: Page): Promise<readonly string[]> {
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...(await violations(page)), ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : [])];
}

const sheet = (rows: readonly Row[]): string =>
  `<!doctype html><meta charset="utf-8"><title>Pictures</title><style>body{font:13px sans-serif;margin:16px}figure{display:inline-block;margin:0 8px 8px 0}img{height:420px;border:1px solid #999}</style>
${rows.map(({ name, files }) => `<h2>${name}</h2>${files.map((file) => `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${file}</figcaption></figure>`).join("")}`).join("\n")}`;

const all: readonly State[] = [...PLACES, ...FURTHER];
const named = (asked: string) => all.filter(({ name }) => name === asked || name.startsWith(`${asked}-`));
const unheard = positionals.filter((asked) => named(asked).length === 0);
if (unheard.length > 0) {
  console.error(`No state is called ${unheard.join(", ")}. There are:\n${all.map(({ name }) => `  ${name}`).join("\n")}`);
  process.exit(2);
}
const wanted = positionals.length === 0 ? all : all.filter((state) => positionals.some((asked) => named(asked).includes(state)));

async function takeAll(browser: Browser, site: Site, { when, shown }: { when: State["when"]; shown: Seeded }): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const state of wanted.filter((each) => each.when === when)) {
    const open = (size: (typeof SIZES)[number]) =>
      contextOf(browser, site, { ...size, ...(state.who === undefined ? {} : { who: state.who }) });
    const row = await take(open, site.url + state.path(shown), state);
    rows.push(row);
    console.log(`${state.name}: ${row.files.length} pictures`);
  }
  return rows;
}

mkdirSync(values.out, { recursive: true });
const site = await openSite({ accounts: true });
const browser = await openChromium();
let shown: Seeded | undefined;
try {
  await seedPeople();
  const rows = [...(await takeAll(browser, site, { when: "empty", shown: {} as Seeded }))];
  if (wanted.some(({ when }) => when !== "empty")) {
    shown = await seedWork(await contextOf(browser, site, SIZES[0]), site.url);
    // Somebody else looks at what runs.
    const beside = await contextOf(browser, site, { ...SIZES[0], who: "ben" });
    await (await beside.newPage()).goto(`${site.url}/investigations/${shown.running}`);
    rows.push(...(await takeAll(browser, site, { when: undefined, shown })));
    if (wanted.some(({ when }) => when === "red"))
      rows.push(...(await takeAll(browser, site, { when: "red", shown: { ...shown, changes: await seedChanges() } })));
  }
  writeFileSync(join(values.out, "index.html"), sheet(rows));
  console.log(`${join(values.out, "index.html")} shows all of them.`);
} finally {
  await browser.close();
  await shown?.end();
  await site.stop();
}
