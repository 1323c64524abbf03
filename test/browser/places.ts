import type { Page } from "playwright-core";

/** What the pages are shown with. */
export interface Shown {
  /** An investigation that ended with a cause. */
  readonly concluded: string;
  /** One whose first round is being collected. */
  readonly running: string;
}

/** One page in one state. The list is read by the tests of accessibility and of widths, and by the commands that take pictures and measure. */
export interface Place {
  readonly name: string;
  readonly path: (shown: Shown) => string;
  /** What a person does to bring the state about. */
  readonly act?: (page: Page) => Promise<void>;
  /** What is done is only to wait for what comes late: the page can be measured as it is. */
  readonly waits?: true;
}

const SIMULATED = "/runbooks/small-packet-loss?suppose=backlogOverflow%40receiver";

export const PLACES: readonly Place[] = [
  { name: "start", path: () => "/" },
  { name: "form", path: () => "/new/small-packet-loss" },
  { name: "history", path: () => "/history" },
  { name: "history-filtered", path: () => "/history?outcome=established&since=2026-01-01" },
  { name: "history-no-match", path: () => "/history?q=xylophone" },
  { name: "history-search", path: () => "/history?q=packets%20qdisc" },
  { name: "insights", path: () => "/insights" },
  { name: "moment", path: ({ concluded }) => `/investigations/${concluded}?at=12` },
  { name: "paper", path: ({ concluded }) => `/investigations/${concluded}/print` },
  { name: "rejudged", path: ({ concluded }) => `/investigations/${concluded}/rejudge` },
  { name: "comparison", path: ({ concluded, running }) => `/compare?a=${concluded}&b=${running}` },
  { name: "runbooks", path: () => "/runbooks" },
  { name: "runbooks-no-match", path: () => "/runbooks?q=xylophone" },
  { name: "runbook", path: () => "/runbooks/large-packets-vanish" },
  {
    name: "runbook-simulated",
    path: () => SIMULATED,
    act: async (page) => {
      // Each press answers a round; the engine ends within a few.
      for (let round = 0; round < 4; round += 1) {
        const answer = page.getByRole("button", { name: /^Answer / });
        await page.getByRole("region", { name: "What the engine would do now" }).waitFor();
        if ((await answer.count()) === 0) return;
        await answer.click();
      }
    },
  },
  {
    name: "design",
    path: () => "/design",
    waits: true,
    // Most of it is code of its own; then some states are brought about.
    act: async (page) => {
      await page.getByRole("heading", { name: "Dialogs" }).waitFor({ timeout: 60_000 });
      await page.getByText("Which collector?").waitFor({ timeout: 60_000 });
      await page.getByRole("textbox", { name: "Name of the view" }).waitFor({ timeout: 60_000 });
    },
  },
  { name: "hosts", path: () => "/hosts" },
  { name: "sweeps", path: () => "/sweeps" },
  { name: "sweep-form", path: () => "/sweeps/new?type=bond-or-lacp-churn&cause=miimonOff" },
  { name: "practice", path: () => "/practice" },
  { name: "concluded", path: ({ concluded }) => `/investigations/${concluded}` },
  { name: "running", path: ({ running }) => `/investigations/${running}` },
  { name: "missing", path: () => "/nowhere" },
  { name: "runbook-missing", path: () => "/runbooks/nothing" },
  {
    name: "palette",
    path: () => "/runbooks",
    act: async (page) => {
      await openBy(page, "Control+k", "Go to, or do");
    },
  },
  {
    name: "shortcuts",
    path: () => "/runbooks",
    act: async (page) => {
      await page.locator("h1").click();
      await openBy(page, "?", "Keyboard");
    },
  },
];

/** A key that is pressed before the page's code runs does nothing; a person presses again. */
async function openBy(page: Page, key: string, dialog: string): Promise<void> {
  const opened = page.getByRole("dialog", { name: dialog });
  for (let tries = 0; tries < 20 && (await opened.count()) === 0; tries += 1) {
    await page.keyboard.press(key);
    await opened.waitFor({ timeout: 1_000 }).catch(() => undefined);
  }
  await opened.waitFor({ timeout: 5_000 });
}
