import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import lists from "#app/_ui/lists/lists.module.css";
import { RunbookList } from "#app/_ui/runbooks/RunbookList.tsx";
import { runbooksPage } from "#server/read/runbooks.ts";

export const metadata = { title: "Runbooks" };

interface Props {
  readonly searchParams: Promise<{ readonly q?: string | string[] }>;
}

export default guardedPage("read", async ({ searchParams }: Props) => {
  const [{ q }, lines] = await Promise.all([searchParams, runbooksPage()]);
  return (
    <Page title="Runbooks" beside={<span className="dim">{lines.length} incident types</span>}>
      <p className={lists.lead}>
        Each is one kind of incident: the possible causes, what each of them would make visible, and the recorded cases that it is held to.
      </p>
      <RunbookList lines={lines} asked={typeof q === "string" ? q.slice(0, 200) : ""} />
    </Page>
  );
});
