import { describe, expect, test } from "vitest";
import { makeLog } from "../app/log.ts";
import { openStage } from "./stage.ts";
import { visitPage } from "./visit.ts";

const SOON = { timeout: 20_000 };

/** What a command printed, byte for byte. */
describe("raw output", () => {
  const stage = openStage();

  test("scrolls through 100,000 lines and shows control characters as pictures", async () => {
    const log = makeLog();
    const id = await stage.site.put(log);
    const observed = log.find((event) => event.type === "observed" && event.request === "1.softnet.receiver.before");
    if (observed?.type !== "observed") throw new Error("the log has no softnet reading");
    const lines = Array.from({ length: 100_000 }, (_, n) =>
      n === 0 ? "\u001b[31mred\u001b[0m <script>alert(1)</script>\u0007" : `line ${n + 1}`,
    );
    await stage.site.observe(id, { id: observed.facts.observation, request: observed.request, stdout: `${lines.join("\n")}\n` });
    const { page, complaints } = await visitPage(stage.browser, `${stage.site.url}/investigations/${id}#e${observed.seq}`);
    const card = page.locator(`[data-seqs~="${observed.seq}"]`);
    // A press before the card's code has loaded is lost; a person presses again.
    const raw = card.getByRole("tab", { name: "Raw" });
    await expect.poll(async () => raw.click().then(() => raw.getAttribute("aria-selected")), SOON).toBe("true");
    await expect.poll(() => card.getByText("<script>alert(1)</script>␇").count(), SOON).toBe(1);
    expect(await card.getByText("100,000 lines").count()).toBe(1);
    const box = card.getByRole("region", { name: /Output of/ });
    const numbers = (): Promise<string[]> =>
      box.locator("[data-n]").evaluateAll((all) => all.flatMap((one) => (one.getAttribute("data-n") ?? "").split("\n")));
    expect((await numbers()).length).toBeLessThan(120);
    // Sixteen lines of 20 pixels each: a number stands beside the line that it counts.
    const heights = await box.locator("[data-n] + span").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(new Set(heights)).toEqual(new Set([320]));
    const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await card.getByRole("button", { name: "Copy output" }).click();
    await card.getByText("Copied").first().waitFor(SOON);
    expect((await clipboard()).split("\n").slice(1, 100_000)).toEqual(lines.slice(1));
    await card.getByRole("button", { name: "Copy command" }).click();
    await expect.poll(clipboard, SOON).toBe(observed.facts.commandLine);
    await box.evaluate((one) => (one.scrollTop = one.scrollHeight));
    await expect.poll(() => card.getByText("line 100000").count(), SOON).toBe(1);
    expect((await numbers()).at(-1)).toBe("100000");
    expect(await box.evaluate((one) => one.scrollHeight)).toBe(100_000 * 20 + 16);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
