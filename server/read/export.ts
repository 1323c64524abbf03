import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { investigationPage } from "./investigations.ts";

/** An investigation to take away: the whole log as JSON, or the verdict as Markdown that reads well in a ticket. */
export async function exportInvestigation(
  id: string,
  format: "json" | "markdown",
): Promise<{ readonly name: string; readonly type: string; readonly text: string } | null> {
  const page = await investigationPage(id);
  if (page === null) return null;
  const name = `INV-${page.investigation.number}`;
  return format === "json"
    ? {
        name: `${name}.json`,
        type: "application/json",
        text: JSON.stringify({ investigation: page.investigation, events: page.events }, null, 1),
      }
    : { name: `${name}.md`, type: "text/markdown; charset=utf-8", text: verdictMarkdown(page.events, page.catalogue) };
}
