import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Design } from "#app/_ui/design/Design.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import lists from "#app/_ui/lists/lists.module.css";
import { runbookPage } from "#server/read/runbooks.ts";
import logs from "./log.json";

export const metadata = { title: "Design" };

type Logs = Omit<React.ComponentProps<typeof Design>, "catalogue">;

export default guardedPage("read", async () => {
  const page = await runbookPage("small-packet-loss");
  const { ended, running, changes, paths } = logs as unknown as Logs;
  return (
    <Page title="Design" beside={<span className="dim">every part in every state</span>}>
      <p className={lists.lead}>
        What the pages are made of, from one investigation with everything in it. Nothing here does anything to a host, and nothing is sent.
      </p>
      <Design ended={ended} running={running} changes={changes} paths={paths} catalogue={page?.catalogue ?? {}} />
    </Page>
  );
});
