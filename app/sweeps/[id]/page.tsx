import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { Sweep } from "#app/_ui/sweeps/Sweep.tsx";
import { sweepPage } from "#server/read/sweeps.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  void (await params);
  return { title: "Sweep" };
});

export default guardedPage("read", async ({ params }: Props, visitor) => {
  const page = await sweepPage((await params).id, visitor);
  if (page === null) notFound();
  const { createdAt, endedAt, ...sweep } = page.sweep;
  return (
    <Sweep
      sweep={{ ...sweep, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null }}
      hosts={page.hosts}
      initial={page.cells}
      steers={visitor.rights.has("investigate")}
    />
  );
});
