import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NewForm } from "#app/_ui/start/NewForm.tsx";
import { startPage } from "#server/read/investigations.ts";

interface Props {
  readonly params: Promise<{ readonly runbook: string }>;
  readonly searchParams: Promise<{ readonly q?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runbook } = await params;
  return { title: `New: ${runbook}` };
}

export default async function NewPage({ params, searchParams }: Props): Promise<React.JSX.Element> {
  const [{ runbook: id }, { q }, page] = await Promise.all([params, searchParams, startPage()]);
  const runbook = page.runbooks.find((one) => one.id === id);
  if (runbook === undefined) notFound();
  return <NewForm runbook={runbook} inventory={page.hosts} said={typeof q === "string" ? q.slice(0, 200) : ""} />;
}
