import { notFound } from "next/navigation";
import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Paper } from "#app/_ui/review/Paper.tsx";
import { investigationPage } from "#server/read/investigations.ts";

export const metadata = { title: "To print" };

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export default guardedPage("read", async ({ params }: Props, visitor) => {
  const { id } = await params;
  const page = await investigationPage(id, visitor);
  if (page === null) notFound();
  return <Paper number={page.investigation.number} events={page.events} catalogue={page.catalogue} id={id} />;
});
