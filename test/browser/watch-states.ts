import type { Page } from "playwright-core";
import type { State } from "./state.ts";

const SOON = { timeout: 8_000 };

const barOf = (page: Page) => page.getByRole("region", { name: "The watch that this belongs to" });

/** A watch that judges each event. */
export const WATCH: readonly State[] = [
  { name: "watch-first", path: ({ watchFirst }) => `/investigations/${watchFirst}` },
  {
    name: "watch-second",
    path: ({ watchSecond }) => `/investigations/${watchSecond}`,
    act: (page) => barOf(page).getByText("All 3 investigations of it").click(SOON),
  },
  { name: "watch-waits", path: ({ watchThird }) => `/investigations/${watchThird}` },
  {
    name: "watch-stop",
    path: ({ watchFirst }) => `/investigations/${watchFirst}`,
    act: (page) => page.getByRole("button", { name: "Stop the watch" }).click(SOON),
  },
  {
    name: "form-watch",
    path: () => "/new/small-packet-loss",
    act: async (page) => {
      await page.getByLabel("If it comes and goes").selectOption("3600", SOON);
      await page.getByLabel("When it shows").selectOption("each", SOON);
      await page.getByText(/20 at most/).scrollIntoViewIfNeeded(SOON);
    },
  },
];
