import type { Page } from "playwright-core";
import { ALERT_LIMITS } from "#server/door/alerts.ts";
import type { State } from "./state.ts";

const SOON = { timeout: 8_000 };
/** The engine of the browser lays out and scrolls in the meantime. */
const SETTLES_MS = 400;

/** A key that is pressed before the page's code runs does nothing. */
async function palette(page: Page, typed: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Go to, or do" });
  for (let tries = 0; tries < 20 && (await dialog.count()) === 0; tries += 1) {
    await page.keyboard.press("Control+k");
    await dialog.waitFor({ timeout: 1_000 }).catch(() => undefined);
  }
  await dialog.getByRole("combobox").fill(typed, SOON);
  await page.waitForTimeout(1_500);
}

/** The newest command that has printed something, with one of its tabs open. */
const output = (name: string) => async (page: Page) => {
  const tab = page.getByRole("tablist", { name: /^Output of/ }).last();
  await tab.getByRole("tab", { name }).click(SOON);
  await page.waitForTimeout(1_000);
  await tab.evaluate((one) => one.scrollIntoView({ block: "center" }));
};

/** Somebody reads further up while something is said below. */
async function scrollUp(page: Page): Promise<void> {
  const conversation = page.getByRole("region", { name: "Conversation", exact: true });
  await conversation.hover(SOON);
  for (let n = 0; n < 4; n += 1) {
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(SETTLES_MS);
  }
  const actions = page.url().replace("/investigations/", "/api/v1/investigations/");
  for (const text of ["The switch ports are clean.", "Its counters too."])
    await page.request.post(`${actions}/actions`, { data: { do: "note", text }, headers: { origin: new URL(page.url()).origin } });
  await page.getByRole("button", { name: /^\d+ new$/ }).waitFor(SOON);
}

async function makeKey(page: Page): Promise<void> {
  await page.getByLabel("What it is for").fill("nightly export", SOON);
  await page.getByRole("button", { name: "Make a key" }).click(SOON);
  await page.getByText("It is not shown again").waitFor(SOON);
}

async function testConnection(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Test connection" }).click(SOON);
  const asked = page.getByRole("button", { name: /approve/i });
  await asked
    .or(page.getByText(/clock \W?\d|Not reached/).first())
    .first()
    .waitFor({ timeout: 12_000 });
}

const approveAndTest = async (page: Page): Promise<void> => {
  await testConnection(page);
  const asked = page.getByRole("button", { name: /approve/i }).first();
  if ((await asked.count()) > 0) await asked.click(SOON);
  await page
    .getByText(/clock \W?\d/)
    .first()
    .waitFor({ timeout: 12_000 });
};

/** The card of the question, with what somebody does on it. */
const asked = (act: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.getByRole("radiogroup", { name: /switch port/ }).waitFor(SOON);
  await page.getByRole("radiogroup", { name: /switch port/ }).evaluate((one) => one.scrollIntoView({ block: "center" }));
  await act(page);
};

/** An Alertmanager whose delivery is too large to be taken. */
async function refuseDelivery(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Make a key for alerts" }).click(SOON);
  const key = await page.getByText(/^culprit_[\w-]{43}$/).textContent(SOON);
  const headers = { authorization: `Bearer ${key ?? ""}`, "content-type": "application/json" };
  await fetch(new URL("/api/v1/alerts", page.url()), { method: "POST", headers, body: " ".repeat(ALERT_LIMITS.bytes + 1) });
}

const TOLD: readonly State[] = [
  {
    name: "toast",
    path: ({ noted }) => `/investigations/${noted}`,
    act: async (page) => {
      await page.route("**/actions", (route) => route.abort("connectionreset"));
      await page.getByRole("button", { name: "Pause" }).filter({ visible: true }).click(SOON);
    },
  },
  {
    name: "skip-told",
    path: ({ paused }) => `/investigations/${paused}`,
    act: async (page) => {
      const told = page.getByText("tracedDrops is skipped").last();
      if ((await told.count()) === 0) {
        await page.getByRole("combobox", { name: /Add a note/ }).fill("/skip tracedDrops", SOON);
        await page.keyboard.press("Enter");
      }
      await told.scrollIntoViewIfNeeded(SOON);
    },
  },
  {
    name: "skip-last",
    path: ({ askingBond }) => `/investigations/${askingBond}`,
    act: async (page) => {
      await page.getByRole("combobox", { name: /Add a note/ }).fill("/skip switchPort", SOON);
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor(SOON);
    },
  },
  { name: "ask-bond", path: ({ askingBond }) => `/investigations/${askingBond}` },
  {
    name: "alerts-refused",
    path: () => "/settings/alerts",
    act: async (page) => {
      await refuseDelivery(page);
      await page.reload();
      await page.getByText("The body is larger than").first().scrollIntoViewIfNeeded(SOON);
    },
  },
  {
    name: "start-alerts-refused",
    path: () => "/",
    act: (page) => page.getByText(/deliver(y|ies) (was|were) refused|A delivery was refused/).scrollIntoViewIfNeeded(SOON),
  },
];

const ASKS: readonly State[] = [
  { name: "ask", path: ({ asking }) => `/investigations/${asking}`, act: asked(() => Promise.resolve()) },
  {
    name: "ask-chosen",
    path: ({ asking }) => `/investigations/${asking}`,
    act: asked(async (page) => {
      await page.getByRole("radio", { name: /^No, all/ }).check(SOON);
      await page.getByText("What the answer tells").click(SOON);
    }),
  },
  { name: "ask-viewer", path: ({ asking }) => `/investigations/${asking}`, who: "ada" },
  { name: "ask-paused", path: ({ askingPaused }) => `/investigations/${askingPaused}` },
  {
    name: "ask-signed-out",
    path: ({ asking }) => `/investigations/${asking}`,
    act: asked(async (page) => {
      await page.getByRole("radio", { name: /^No, all/ }).check(SOON);
      await page.context().clearCookies();
      await page.getByRole("button", { name: /^Answer: No, all/ }).click(SOON);
      await page.getByRole("dialog").waitFor(SOON);
    }),
  },
  { name: "ask-listed", path: () => "/history?status=waiting" },
  {
    name: "ask-answered",
    path: ({ asking }) => `/investigations/${asking}`,
    act: async (page) => {
      const still = page.getByRole("radio", { name: /^No, all/ });
      // The first size has answered it for the second.
      if ((await still.count()) > 0) {
        await still.check(SOON);
        await page.getByRole("button", { name: /^Answer: No, all/ }).click(SOON);
      }
      await page.getByText("Ines Aydin,").last().waitFor(SOON);
    },
  },
];

/** States that come about while somebody looks. */
export const LIVE: readonly State[] = [
  { name: "palette-found", path: () => "/runbooks", act: (page) => palette(page, "loss") },
  { name: "palette-none", path: () => "/runbooks", act: (page) => palette(page, "xylophone") },
  { name: "palette-acts", path: ({ paused }) => `/investigations/${paused}`, act: (page) => palette(page, "") },
  { name: "output-raw", path: ({ drawn }) => `/investigations/${drawn}`, act: output("Raw") },
  { name: "output-stderr", path: ({ drawn }) => `/investigations/${drawn}`, act: output("stderr") },
  { name: "new-below", path: ({ noted }) => `/investigations/${noted}`, act: scrollUp },
  { name: "history-views", path: () => "/history?type=small-packet-loss&outcome=undetermined" },
  {
    name: "history-view-named",
    path: () => "/history?outcome=suspected",
    act: async (page) => {
      await page.getByRole("button", { name: "Save view" }).click(SOON);
      await page.getByLabel("Name of the view").fill("Suspected, to be looked at again");
    },
  },
  { name: "api-key-made", path: () => "/settings/api-keys", act: makeKey },
  { name: "host-key-unknown", path: ({ reached }) => `/hosts/${reached}`, act: testConnection },
  { name: "host-tested", path: ({ reached }) => `/hosts/${reached}`, act: approveAndTest },
  { name: "host-not-reached", path: ({ host }) => `/hosts/${host}`, act: testConnection },
  {
    name: "path-folded",
    path: ({ wide }) => `/investigations/${wide}`,
    act: async (page) => {
      await page.getByRole("tab", { name: "Path" }).filter({ visible: true }).first().click(SOON);
      await page
        .getByRole("button", { name: /^\d+ interfaces on / })
        .first()
        .waitFor(SOON);
    },
  },
  {
    name: "path-wide",
    path: ({ wide }) => `/investigations/${wide}`,
    act: async (page) => {
      await page.getByRole("tab", { name: "Path" }).filter({ visible: true }).first().click(SOON);
      await page.getByRole("button", { name: /^Show all \d+ interfaces$/ }).click(SOON);
      await page.locator("figure svg [data-node]").nth(29).waitFor(SOON);
    },
  },
  ...ASKS,
  ...TOLD,
  {
    name: "alert-in-brief",
    path: ({ behind }) => `/investigations/${behind}?at=2`,
    act: async (page) => {
      await page.getByText("Labels and annotations").click(SOON);
    },
  },
  {
    name: "note-changed",
    path: ({ behind }) => `/investigations/${behind}`,
    act: async (page) => {
      await page.getByText("changed since").last().click(SOON);
    },
  },
  {
    name: "hand-over-typed",
    path: ({ running }) => `/investigations/${running}`,
    act: async (page) => {
      await page.getByRole("combobox", { name: /Add a note/ }).fill("/hand-over @", SOON);
    },
  },
  { name: "paper-running", path: ({ running }) => `/investigations/${running}/print` },
  { name: "new-missing", path: () => "/new/nothing" },
  { name: "investigation-missing", path: () => "/investigations/00000000-0000-4000-8000-000000000000" },
  { name: "compare-missing", path: () => "/compare?a=nothing&b=nothing" },
  { name: "moment-middle", path: ({ hidden }) => `/investigations/${hidden}?at=92` },
  {
    name: "moment-middle-machine",
    path: ({ hidden }) => `/investigations/${hidden}?at=92`,
    act: async (page) => {
      await page.getByRole("tab", { name: "Machine" }).filter({ visible: true }).first().click(SOON);
      await page.waitForTimeout(1_500);
    },
  },
];
