import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { Investigation } from "#app/_ui/investigation/Investigation.tsx";
import { investigationPage } from "#server/read/investigations.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

const read = cache(investigationPage);

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  const page = await read((await params).id);
  return { title: page === null ? "Not found" : `${page.investigation.title} · INV-${page.investigation.number}` };
});

export default guardedPage("read", async ({ params }: Props) => {
  const { id } = await params;
  const page = await read(id);
  if (page === null) notFound();
  return <Investigation key={id} id={id} number={page.investigation.number} events={page.events} catalogue={page.catalogue} />;
});
