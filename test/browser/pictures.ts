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
    await act?.(page).catch((error: unknown) => console.log(`${name}, ${size.kind}: ${String(error).split("\n")[0] ?? ""}`));
    if (act !== undefined) await page.waitForTimeout(500);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const file = `${name}-${size.kind}-${theme}.png`;
      await page.screenshot({ path: join(values.out, file), fullPage: values.whole });
      files.push(file);
      // The rules know no width, and each theme is looked at once.
      if (values.axe && (size.kind === "desktop") === (theme === "light"))
        for (const said of await complaints(page)) console.log(`${file}: ${said}`);
    }
    await context.close();
  }
  return { name, files };
}

async function complaints(page: Page): Promise<readonly string[]> {
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...(await violations(page)), ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : [])];
}

const sheet = (rows: readonly Row[]): string =>
  `<!doctype html><meta charset="utf-8"><title>Pictures</title><style>body{font:13px sans-serif;margin:16px}figure{display:inline-block;margin:0 8px 8px 0}img{height:420px;border:1px solid #999}</style>
${rows.map(({ name, files }) => `<h2>${name}</h2>${files.map((file) => `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${file}</figcaption></figure>`).join("")}`).join("\n")}`;

mkdirSync(values.out, { recursive: true });
const site = await openSite({ accounts: true });
const browser = await openChromium();
try {
  await seedPeople();
  const rows: Row[] = [];
  const all: readonly State[] = [...PLACES, ...FURTHER];
  const wanted = all.filter(
    ({ name }) => positionals.length === 0 || positionals.some((each) => name === each || name.startsWith(`${each}-`)),
  );
  const takeAll = async (when: State["when"], shown: Seeded): Promise<void> => {
    for (const state of wanted.filter((each) => each.when === when)) {
      rows.push(
        await take(
          (size) => contextOf(browser, site, { ...size, ...(state.who === undefined ? {} : { who: state.who }) }),
          site.url + state.path(shown),
          state,
        ),
      );
      console.log(`${state.name}: ${rows.at(-1)?.files.length ?? 0} pictures`);
    }
  };
  await takeAll("empty", {} as Seeded);
  if (wanted.some(({ when }) => when !== "empty")) {
    const shown = await seedWork(await contextOf(browser, site, SIZES[0]), site.url);
    // Somebody else looks at what runs.
    const beside = await contextOf(browser, site, { ...SIZES[0], who: "ben" });
    await (await beside.newPage()).goto(`${site.url}/investigations/${shown.running}`);
    await takeAll(undefined, shown);
    if (wanted.some(({ when }) => when === "red")) await takeAll("red", { ...shown, changes: await seedChanges() });
  }
  writeFileSync(join(values.out, "index.html"), sheet(rows));
  console.log(`${join(values.out, "index.html")} shows all of them.`);
} finally {
  await browser.close();
  await site.stop();
}
