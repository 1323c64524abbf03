import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { Paper } from "#app/_ui/review/Paper.tsx";
import { investigationPage, isInvestigation } from "#server/read/investigations.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

const read = cache(investigationPage);

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  const visitor = await visit();
  const page = visitor === null ? null : await read((await params).id, visitor);
  return { title: page === null ? "Not found" : `${page.investigation.title} · INV-${page.investigation.number}, to print` };
});

export default guardedPage(
  "read",
  async ({ params }: Props, visitor) => {
    const { id } = await params;
    const page = await read(id, visitor);
    if (page === null) notFound();
    return (
      <Paper number={page.investigation.number} events={page.events} catalogue={page.catalogue} id={id} pseudonyms={page.pseudonyms} />
    );
  },
  { there: async ({ params }) => isInvestigation((await params).id) },
);
