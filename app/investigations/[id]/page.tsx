import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { Investigation } from "#app/_ui/investigation/Investigation.tsx";
import { investigationPage } from "#server/read/investigations.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

const read = cache(investigationPage);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await read((await params).id);
  return { title: page === null ? "Not found" : `${page.investigation.title} · INV-${page.investigation.number}` };
}

export default async function InvestigationPage({ params }: Props): Promise<React.JSX.Element> {
  const { id } = await params;
  const page = await read(id);
  if (page === null) notFound();
  return <Investigation key={id} id={id} number={page.investigation.number} events={page.events} catalogue={page.catalogue} />;
}
