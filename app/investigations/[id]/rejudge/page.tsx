import type { Metadata } from "next";
import { ArrowLeft } from "lucide-react";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { STROKE } from "#app/_ui/atoms/Words.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { Rejudgement } from "#app/_ui/review/Rejudgement.tsx";
import { isInvestigation } from "#server/read/investigations.ts";
import { rejudgePage } from "#server/read/rejudge.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

const read = cache(rejudgePage);

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  const visitor = await visit();
  const page = visitor === null ? null : await read((await params).id, visitor);
  return { title: page === null ? "Not found" : `${page.title} · INV-${page.number}, re-judged` };
});

export default guardedPage(
  "read",
  async ({ params }: Props, visitor) => {
    const { id } = await params;
    const page = await read(id, visitor);
    if (page === null) notFound();
    const { number, title, runbook, version, hosts, removed, result } = page;
    return (
      <Page
        title={`Re-judged with ${runbook.id} v${runbook.version}`}
        beside={
          <>
            <span className="dim">
              {title}, INV-{number}, judged with v{version} then
            </span>
            <span className="grow" />
            <ButtonLink small href={`/investigations/${id}`} prefetch={false}>
              <ArrowLeft size={16} strokeWidth={STROKE} aria-hidden />
              Back to it
            </ButtonLink>
          </>
        }
      >
        {"refused" in result ? (
          <Empty title="It could not be judged anew.">{result.refused}</Empty>
        ) : (
          <Rejudgement result={result} version={version} runbook={runbook} hosts={hosts} removed={removed} />
        )}
      </Page>
    );
  },
  { there: async ({ params }) => isInvestigation((await params).id) },
);
