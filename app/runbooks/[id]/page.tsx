import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { RunbookView } from "#app/_ui/runbooks/RunbookView.tsx";
import { CaseTable } from "#app/_ui/runbooks/CaseTable.tsx";
import { Causes } from "#app/_ui/runbooks/Causes.tsx";
import { Guide } from "#app/_ui/runbooks/Guide.tsx";
import { RunSummary } from "#app/_ui/runbooks/RunSummary.tsx";
import { matrixOf } from "#machines/explain/index.ts";
import { chartOf } from "#machines/journal/chart.ts";
import { isRunbook, runbookPage } from "#server/read/runbooks.ts";
import NotFound from "./not-found.tsx";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  const page = await runbookPage((await params).id);
  return { title: page === null ? "Not found" : `${page.runbook.title} · Runbooks` };
});

export default guardedPage(
  "read",
  async ({ params }: Props, visitor) => {
    const page = await runbookPage((await params).id);
    if (page === null) notFound();
    const { runbook, catalogue, cases, guide, statistics } = page;
    return (
      <RunbookView
        runbook={runbook}
        catalogue={catalogue}
        matrix={matrixOf(runbook, catalogue)}
        chart={chartOf(runbook, catalogue)}
        mayInvestigate={visitor.rights.has("investigate")}
        statistics={statistics}
        cases={<CaseTable cases={cases} />}
        causes={<Causes runbook={runbook} />}
        runs={<RunSummary counts={statistics} runbook={runbook.id} claims={claimsOf(runbook.hypotheses)} />}
        guide={guide === null ? null : <Guide text={guide} />}
      />
    );
  },
  { there: async ({ params }) => isRunbook((await params).id), Missing: NotFound },
);

const claimsOf = (hypotheses: Readonly<Record<string, { readonly claim: string }>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(hypotheses).map(([id, { claim }]) => [id, claim]));
