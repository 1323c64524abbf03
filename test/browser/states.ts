import { join } from "node:path";
import type { Page } from "playwright-core";
import { SECTIONS } from "#app/_ui/settings/sections.ts";
import { STATES } from "./changes.ts";
import { LIVE } from "./live-states.ts";
import { PASSWORD } from "./shown.ts";
import type { State } from "./state.ts";
import { WATCH } from "./watch-states.ts";

/** On a phone what a reviewer does is folded. */
const unfold = async (page: Page): Promise<void> => {
  const fold = page.getByRole("region", { name: "Review" }).getByRole("button", { name: /^Review/, expanded: false });
  if (await fold.isVisible()) await fold.click({ timeout: 5_000 });
};
const press = (name: string | RegExp) => async (page: Page) => {
  const button = page.locator("main").getByRole("button", { name }).filter({ visible: true }).first();
  await button.click({ timeout: 5_000 });
};
const tab = (name: string) => async (page: Page) => {
  await page.getByRole("tab", { name }).filter({ visible: true }).first().click({ timeout: 5_000 });
  // Drawings are code of their own.
  await page.waitForTimeout(1_500);
};
const type = (label: string | RegExp, text: string) => (page: Page) => page.getByLabel(label).first().fill(text, { timeout: 5_000 });

const EMPTY: readonly State[] = [
  ["start-first", "/"],
  ["history-empty", "/history"],
  ["insights-empty", "/insights"],
  ["hosts-empty", "/hosts"],
  ["snapshots-empty", "/hosts/snapshots"],
  ["groups-empty", "/settings/groups"],
  ["sweeps-empty", "/sweeps"],
].map(([name = "", path = ""]) => ({ name, path: () => path, when: "empty" }));

const SETTINGS: readonly State[] = ["", ...SECTIONS.map(({ id }) => id)].map((id) => ({
  name: `settings-${id || "index"}`,
  path: () => `/settings/${id}`,
}));

const BOARD: readonly State[] = ["Hypotheses", "Path", "Machine", "Hosts", "Timeline"].flatMap((name) => [
  {
    name: `board-${name.toLowerCase()}-ended`,
    path: ({ hidden, concluded }) => `/investigations/${name === "Timeline" ? concluded : hidden}`,
    act: tab(name),
  },
  { name: `board-${name.toLowerCase()}-runs`, path: ({ drawn }) => `/investigations/${drawn}`, act: tab(name) },
]);

const CHANGES: readonly State[] = Object.keys(STATES).map((state) => ({
  name: `change-${state}`,
  when: "red",
  path: ({ changes }) => `/investigations/${changes[state] ?? ""}`,
  act: async (page) => {
    await page.getByRole("region", { name: /^Change of/ }).scrollIntoViewIfNeeded({ timeout: 8_000 });
  },
}));

const START: readonly State[] = [
  { name: "start-typed", path: () => "/", act: type("What is going wrong?", "ssh hangs after connecting, small pings are fine") },
  { name: "start-no-match", path: () => "/", act: type("What is going wrong?", "xylophone") },
  {
    name: "start-alerts-done",
    path: () => "/",
    act: (page) => page.getByText("Over or dismissed within a day").click({ timeout: 5_000 }),
  },
  {
    name: "form-alert",
    path: () => "/",
    act: async (page) => {
      await page.getByRole("link", { name: /^Investigate BacklogOverflow/ }).click({ timeout: 5_000 });
      await page.getByText(/^Filled from the alert/).waitFor({ timeout: 8_000 });
    },
  },
  { name: "form-wrong", path: () => "/new/small-packet-loss", act: press("Check hosts") },
  {
    name: "form-checked",
    path: () => "/new/first-look",
    act: async (page) => {
      await page.getByRole("textbox", { name: /^Host/ }).or(page.getByPlaceholder("[user@]address[:port]")).first().fill("127.0.0.1:1");
      await press("Check hosts")(page);
      await page.waitForTimeout(3_000);
    },
  },
  {
    name: "form-key-unknown",
    path: () => "/new/first-look",
    who: "ben",
    act: async (page) => {
      await page.getByPlaceholder("[user@]address[:port]").first().fill("lab-1");
      await press("Check hosts")(page);
      await page.getByText("decides about keys").scrollIntoViewIfNeeded({ timeout: 12_000 });
    },
  },
];

const LISTS: readonly State[] = [
  { name: "history-form", path: () => "/history", act: press("Filter") },
  {
    name: "history-selected",
    path: () => "/history",
    act: async (page) => {
      for (const n of [0, 1]) await page.getByRole("checkbox").nth(n).check({ timeout: 5_000 });
    },
  },
  { name: "history-export", path: () => "/history", act: press("Export") },
  { name: "insights-all", path: () => "/insights?range=all" },
  { name: "insights-none", path: () => "/insights?type=virtual-ip-flaps&range=4w" },
  { name: "host", path: ({ host }) => `/hosts/${host}` },
  { name: "hosts-add", path: () => "/hosts?add=host" },
  { name: "hosts-import", path: () => "/hosts?add=import" },
  {
    name: "hosts-import-found",
    path: () => "/hosts?add=import",
    act: async (page) => {
      await type("Text of an ssh config", "Host net-8 net-9\n  HostName 192.0.2.98\n  User root\nHost *.example\n  User x\n")(page);
      await press("Show its hosts")(page);
    },
  },
  { name: "hosts-no-match", path: () => "/hosts?q=xylophone" },
  { name: "snapshots", path: () => "/hosts/snapshots" },
  { name: "host-missing", path: () => "/hosts/nobody" },
];

/** A picture that a person chose for a note. */
const SCREENSHOT = join(import.meta.dirname, "../../docs/screenshot.png");

const choosePictures = async (page: Page): Promise<void> => {
  await page.locator("input[type=file]").setInputFiles([SCREENSHOT, SCREENSHOT], { timeout: 8_000 });
  await page.getByText("Pictures are not scanned for secrets.").waitFor({ timeout: 8_000 });
  await page
    .getByLabel(/^What screenshot.png shows/)
    .first()
    .fill("The verdict of this morning");
};

const showPictures = async (page: Page): Promise<void> => {
  await choosePictures(page);
  await page.getByRole("combobox", { name: /Add a note/ }).press("Enter");
  await page
    .getByRole("button", { name: /Show the picture large/ })
    .last()
    .scrollIntoViewIfNeeded({ timeout: 8_000 });
};

const INVESTIGATION: readonly State[] = [
  { name: "pictures-chosen", path: ({ running }) => `/investigations/${running}`, act: choosePictures },
  { name: "pictures-noted", path: ({ noted }) => `/investigations/${noted}`, act: showPictures },
  {
    name: "pictures-large",
    path: ({ noted }) => `/investigations/${noted}`,
    act: async (page) => {
      await showPictures(page);
      await page
        .getByRole("button", { name: /^Show the picture large: The verdict/ })
        .last()
        .click({ timeout: 8_000 });
      await page.getByRole("dialog").waitFor({ timeout: 8_000 });
    },
  },
  { name: "verdict-path", path: ({ hidden }) => `/investigations/${hidden}` },
  { name: "verdict-undecided", path: ({ undecided }) => `/investigations/${undecided}` },
  { name: "verdict-behind", path: ({ behind }) => `/investigations/${behind}` },
  { name: "paper-behind", path: ({ behind }) => `/investigations/${behind}/print` },
  { name: "verdict-absent", path: ({ absent }) => `/investigations/${absent}` },
  { name: "verdict-first-look", path: ({ looked }) => `/investigations/${looked}` },
  { name: "verdict-impossible", path: ({ impossible }) => `/investigations/${impossible}` },
  { name: "paused", path: ({ paused }) => `/investigations/${paused}` },
  { name: "key-asked", path: ({ asked }) => `/investigations/${asked}` },
  { name: "commands", path: ({ running }) => `/investigations/${running}`, act: type(/Add a note/, "/") },
  {
    name: "stop",
    path: ({ running }) => `/investigations/${running}`,
    act: async (page) => {
      const more = page.getByRole("button", { name: "More" }).filter({ visible: true });
      if ((await more.count()) > 0) await more.click().then(() => page.getByRole("menuitem", { name: "Stop" }).click());
      else await press("Stop")(page);
    },
  },
  { name: "export", path: ({ concluded }) => `/investigations/${concluded}`, act: press(/^(Share|More)/) },
  {
    name: "sign-off",
    path: ({ concluded }) => `/investigations/${concluded}`,
    act: (page) => unfold(page).then(() => press("Sign off")(page)),
  },
  {
    name: "overrule",
    path: ({ concluded }) => `/investigations/${concluded}`,
    act: async (page) => {
      await unfold(page);
      await press("Sign off")(page);
      await page.getByLabel("It was something else").check();
    },
  },
  { name: "review-note", path: ({ concluded }) => `/investigations/${concluded}?at=12`, act: press("Review note") },
  { name: "viewer", path: ({ running }) => `/investigations/${running}`, who: "ada" },
  {
    name: "connection-lost",
    path: ({ running }) => `/investigations/${running}`,
    act: async (page) => {
      await page.context().route(/\/events\?/, (route) => route.abort("connectionreset"));
      await page.reload();
      await page.getByText("Connection lost").first().waitFor({ timeout: 10_000 });
    },
  },
  {
    name: "signed-out",
    path: ({ running }) => `/investigations/${running}`,
    act: async (page) => {
      await page.getByRole("combobox", { name: /Add a note/ }).fill("The switch was replaced at noon.", { timeout: 8_000 });
      await page.context().clearCookies();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ timeout: 8_000 });
    },
  },
];

const SWEEPS: readonly State[] = [
  { name: "sweep", path: ({ sweep }) => `/sweeps/${sweep}` },
  { name: "sweep-live", path: ({ sweeping }) => `/sweeps/${sweeping}` },
  { name: "sweep-stopped", path: ({ sweepStopped }) => `/sweeps/${sweepStopped}` },
  { name: "sweep-host", path: ({ sweep }) => `/sweeps/${sweep}?host=32` },
  { name: "sweep-host-unread", path: ({ sweep }) => `/sweeps/${sweep}?show=unreached&host=38` },
  { name: "sweep-filtered", path: ({ sweep }) => `/sweeps/${sweep}?show=unreached` },
  { name: "sweep-stop", path: ({ sweeping }) => `/sweeps/${sweeping}`, act: press("Stop") },
  { name: "sweep-viewer", path: ({ sweeping }) => `/sweeps/${sweeping}`, who: "ada" },
  { name: "sweep-missing", path: () => "/sweeps/none" },
  { name: "sweep-new", path: () => "/sweeps/new" },
];

const WAYS_IN: readonly State[] = [
  { name: "sign-in", path: () => "/sign-in", who: "nobody" },
  {
    name: "sign-in-wrong",
    path: () => "/sign-in",
    who: "nobody",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("ines");
      await page.getByLabel("Password").fill(`not ${PASSWORD}`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").filter({ visible: true }).first().waitFor({ timeout: 8_000 });
    },
  },
  { name: "join", path: ({ invitation }) => invitation, who: "nobody" },
  { name: "join-over", path: () => "/join#none", who: "nobody" },
  { name: "no-permission", path: () => "/settings/records", who: "ada" },
  { name: "no-permission-new", path: () => "/new/small-packet-loss", who: "ada" },
  { name: "error", path: ({ broken }) => `/investigations/${broken}` },
  {
    name: "loading",
    path: () => "/runbooks",
    act: async (page) => {
      await page.route(
        (url) => url.pathname === "/history",
        () => undefined,
      );
      await page.getByRole("link", { name: "History" }).filter({ visible: true }).first().click();
      await page.waitForTimeout(1_000);
    },
  },
];

export const FURTHER: readonly State[] = [
  ...EMPTY,
  ...START,
  ...LISTS,
  ...INVESTIGATION,
  ...BOARD,
  ...SWEEPS,
  ...SETTINGS,
  ...WAYS_IN,
  ...LIVE,
  ...WATCH,
  { name: "red-start", path: () => "/", when: "red" },
  { name: "red-hosts", path: () => "/hosts", when: "red" },
  {
    name: "host-keys",
    path: () => "/hosts",
    when: "red",
    act: (page) => page.getByRole("heading", { name: "Approved host keys" }).evaluate((one) => one.scrollIntoView({ block: "start" })),
  },
  ...CHANGES,
];
