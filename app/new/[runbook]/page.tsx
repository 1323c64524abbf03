import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { NewForm } from "#app/_ui/start/NewForm.tsx";
import { alertForm } from "#server/read/alert-form.ts";
import { handedForm, sweptForm } from "#server/read/hand-over.ts";
import { labForm } from "#server/read/lab.ts";
import { startPage } from "#server/read/investigations.ts";
import { isRunbook, sendsProbes } from "#server/read/runbooks.ts";
import NotFound from "./not-found.tsx";

interface Props {
  readonly params: Promise<{ readonly runbook: string }>;
  readonly searchParams: Promise<Readonly<Partial<Record<"q" | "lab" | "from" | "sweep" | "alert", string | string[]>>>>;
}

const read = cache(startPage);

export const generateMetadata = guardedMetadata("investigate", async ({ params }: Props): Promise<Metadata> => {
  const [visitor, { runbook }] = await Promise.all([visit(), params]);
  const found = visitor === null ? undefined : (await read(visitor)).runbooks.find(({ id }) => id === runbook);
  return { title: found === undefined ? "Not found" : `New: ${found.title}` };
});

export default guardedPage(
  "investigate",
  async ({ params, searchParams }: Props, visitor) => {
    const [{ runbook: id }, { q, lab, from, sweep, alert }, page] = await Promise.all([params, searchParams, read(visitor)]);
    const runbook = page.runbooks.find((one) => one.id === id);
    if (runbook === undefined) notFound();
    const form =
      typeof lab === "string"
        ? await labForm(id, Number(lab))
        : typeof from === "string"
          ? await handedForm(id, from, visitor)
          : typeof sweep === "string"
            ? await sweptForm(sweep, visitor)
            : typeof alert === "string"
              ? await alertForm(id, alert, visitor)
              : null;
    const filled = form === null || "say" in form ? {} : { filled: form };
    const notice = form !== null && "say" in form ? { notice: form.say } : {};
    const said = typeof q === "string" ? q.slice(0, 200) : "";
    const about = { runbook, sends: sendsProbes(runbook), inventory: page.hosts, said };
    return <NewForm {...about} mayTrust={visitor.rights.has("trust")} {...filled} {...notice} />;
  },
  { there: async ({ params }) => isRunbook((await params).runbook), Missing: NotFound },
);
