import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { Sweep } from "#app/_ui/sweeps/Sweep.tsx";
import { isSweep, sweepPage } from "#server/read/sweeps.ts";
import NotFound from "./not-found.tsx";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

const read = cache(sweepPage);

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  const visitor = await visit();
  const page = visitor === null ? null : await read((await params).id, visitor);
  return { title: page === null ? "Not found" : `SW-${page.sweep.number}, ${page.sweep.claim} · Sweeps` };
});

export default guardedPage(
  "read",
  async ({ params }: Props, visitor) => {
    const page = await read((await params).id, visitor);
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
  },
  { there: async ({ params }) => isSweep((await params).id), Missing: NotFound },
);
