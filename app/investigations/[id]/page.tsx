import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { Investigation } from "#app/_ui/investigation/Investigation.tsx";
import { LOCAL_ID } from "#server/door/session.ts";
import { investigationPage, isInvestigation } from "#server/read/investigations.ts";
// Of parts whose code comes later: what the server has painted must not move, nor stand there unstyled, until their styles come. From here they cost no script.
import "#app/_ui/command/command.module.css";
import "#app/_ui/conversation/ask.module.css";
import "#app/_ui/conversation/change.module.css";
import "#app/_ui/conversation/pictures.module.css";
import "#app/_ui/conversation/verdict.module.css";
import "#app/_ui/investigation/composer.module.css";
import "#app/_ui/investigation/watch.module.css";
import "#app/_ui/review/review.module.css";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const read = cache(investigationPage);

export const generateMetadata = guardedMetadata("read", async ({ params }: Pick<Props, "params">): Promise<Metadata> => {
  const visitor = await visit();
  const page = visitor === null ? null : await read((await params).id, visitor);
  return { title: page === null ? "Not found" : `${page.investigation.title} · INV-${page.investigation.number}` };
});

export default guardedPage(
  "read",
  async ({ params, searchParams }: Props, visitor) => {
    const [{ id }, { at, tab }] = await Promise.all([params, searchParams]);
    const page = await read(id, visitor);
    if (page === null) notFound();
    return (
      <Investigation
        key={id}
        id={id}
        number={page.investigation.number}
        events={page.events}
        catalogue={page.catalogue}
        at={typeof at === "string" ? at : undefined}
        watch={page.watch}
        tab={typeof tab === "string" ? tab : undefined}
        rights={{
          steer: visitor.rights.has("investigate"),
          write: visitor.rights.has("write"),
          review: visitor.rights.has("review"),
        }}
        decides={{
          me: visitor.id,
          steer: visitor.rights.has("investigate"),
          change: visitor.rights.has("change"),
          trust: visitor.rights.has("trust"),
          alone: visitor.id === LOCAL_ID,
        }}
      />
    );
  },
  { there: async ({ params }) => isInvestigation((await params).id) },
);
