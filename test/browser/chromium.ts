import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type Page } from "playwright-core";

export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
type Asked = "everything" | "contrast";

/**
 * What WCAG 2.2 AA forbids and the page does all the same, as sentences; or only of its colours, where nothing else changed.
 * In the mode that leaves frames of other sites out: no page has a frame, and the other mode takes twice as long.
 */
export async function violations(page: Page, asked: Asked = "everything", within = "html"): Promise<readonly string[]> {
  const builder = new AxeBuilder({ page }).include(within).setLegacyMode(true);
  const { violations: found } = await (asked === "contrast" ? builder.withRules(["color-contrast"]) : builder.withTags(RULES)).analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")} (${failureSummary?.split("\n")[1]?.trim() ?? ""})`),
  );
}
