import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Design } from "#app/_ui/design/Design.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import lists from "#app/_ui/lists/lists.module.css";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { runbookPage } from "#server/read/runbooks.ts";
import logs from "./log.json";

export const metadata = { title: "Design" };

export default guardedPage("read", async () => {
  const page = await runbookPage("small-packet-loss");
  const { ended, running } = logs as unknown as {
    readonly ended: readonly InvestigationEvent[];
    readonly running: readonly InvestigationEvent[];
  };
  return (
    <Page title="Design" beside={<span className="dim">every component in every state</span>}>
      <p className={lists.lead}>
        What the pages are made of, from one investigation with everything in it. Nothing here does anything to a host.
      </p>
      <Design ended={ended} running={running} catalogue={page?.catalogue ?? {}} />
    </Page>
  );
});
