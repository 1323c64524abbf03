import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { files, read, ROOT } from "./tree.ts";

const UI = "app/_ui";
const PAGE = `${UI}/design/Design.tsx`;

/** What the page of all parts does not show, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "access/Alone.tsx": "the whole of a page before one is in",
  "access/Join.tsx": "asks for an invitation by what the address holds",
  "access/SignIn.tsx": "the whole of a page; its fields are shown",
  "access/SignedOut.tsx": "a guard: listens for the end of a session",
  "access/SignedOutDialog.tsx": "cannot be closed without signing in, and would lock the page",
  "board/CaseBoard.tsx": "puts the tabs together; each of them is shown",
  "conversation/Announced.tsx": "is read out and never seen",
  "conversation/Conversation.tsx": "scrolls the window and follows its address; its messages are shown",
  "conversation/QuietItem.tsx": "folds messages of one round, each of which is shown",
  "frame/Ahead.tsx": "stands around this page too",
  "frame/Brand.tsx": "stands around this page too",
  "frame/Frame.tsx": "stands around this page too",
  "frame/Going.tsx": "stands around this page too, while another one comes",
  "frame/Missing.tsx": "the whole of a page",
  "frame/Page.tsx": "stands around this page too",
  "frame/RailLists.tsx": "stands around this page too",
  "frame/ThemeSwitch.tsx": "stands around this page too",
  "frame/Who.tsx": "stands around this page too",
  "investigation/Investigation.tsx": "the whole of a page, fed by a stream; its parts are shown",
  "investigation/useSkip.tsx": "decides when the dialog opens, which is shown",
  "path/PathOnPaper.tsx": "is for paper; the printed page is a place of its own",
  "review/Paper.tsx": "the whole of a page",
  "review/PrintButton.tsx": "opens the dialog of the printer",
  "runbooks/CaseTable.tsx": "drawn on the server alone; the runbook's page is a place of its own",
  "runbooks/Causes.tsx": "drawn on the server alone; the runbook's page is a place of its own",
  "runbooks/Guide.tsx": "drawn on the server alone: what reads Markdown stays there",
  "runbooks/RunSummary.tsx": "drawn on the server alone; the runbook's page is a place of its own",
  "runbooks/RunbookList.tsx": "writes what is typed into the address of its page",
  "runbooks/RunbookView.tsx": "the whole of a page; matrix and simulator are shown",
  "sweeps/NewSweep.tsx": "the whole of a page, a place of its own",
  "sweeps/Sweep.tsx": "the whole of a page, fed by a stream; its grid is shown",
};

const imports = (file: string): readonly string[] =>
  [...read(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+|#app\/[^"]+)"/gu)].flatMap(([, said = ""]) => {
    const path = said.startsWith("#") ? said.replace("#app/", "app/") : normalize(join(dirname(file), said));
    return path.endsWith(".ts") || path.endsWith(".tsx") ? [path] : [];
  });

function reached(): ReadonlySet<string> {
  const seen = new Set<string>();
  const left = [PAGE];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file) || !existsSync(join(ROOT, file))) continue;
    seen.add(file);
    left.push(...imports(file));
  }
  return seen;
}

describe("the page of all parts", () => {
  const shown = reached();
  const parts = files(UI).filter((file) => file.endsWith(".tsx"));

  it("imports every component, or it is said here where it is seen instead", () => {
    const missing = parts.filter((file) => !shown.has(file) && !Object.hasOwn(ELSEWHERE, file.slice(UI.length + 1)));
    expect(missing, `Show it in ${UI}/design/ in each of its states, or list it in ELSEWHERE with the reason.`).toEqual([]);
  });

  it("has no exception for what it shows, nor for what is gone", () => {
    const needless = Object.keys(ELSEWHERE).filter((name) => shown.has(`${UI}/${name}`) || !parts.includes(`${UI}/${name}`));
    expect(needless).toEqual([]);
  });
});
