import type { Browser, Page } from "playwright-core";

export interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  readonly reduced?: boolean;
  /** Where the visitor sits: "Asia/Tokyo". */
  readonly zone?: string;
}

export interface Visited {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export type Visit = (path: string, look?: Look) => Promise<Visited>;

/** A fresh visitor; what the page complains of is collected. */
export async function visitPage(
  browser: Browser,
  url: string,
  { width = 1440, dark = false, reduced = false, zone }: Look = {},
): Promise<Visited> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: reduced ? "reduce" : "no-preference",
    ...(zone === undefined ? {} : { timezoneId: zone }),
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) =>
    message.type() === "error" || message.type() === "warning" ? complaints.push(message.text()) : undefined,
  );
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForLoadState("load");
  return { page, complaints };
}

/** Until released, no code of the pages comes: a busy server, or a slow line. What is pressed or typed meanwhile has to count. */
export async function holdScripts(page: Page): Promise<() => void> {
  const gate = Promise.withResolvers<undefined>();
  await page.route(/\/_next\/static\/.*\.js/u, async (route) => {
    await gate.promise;
    await route.continue();
  });
  return () => gate.resolve(undefined);
}
