import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import lists from "#app/_ui/lists/lists.module.css";
import { PracticeList } from "#app/_ui/start/PracticeList.tsx";
import { practicePage } from "#server/read/investigations.ts";

export const metadata = { title: "Practice" };

export default guardedPage("read", async () => {
  const incidents = await practicePage();
  return (
    <Page title="Practice incidents" beside={<span className="dim">{incidents.length} recorded on real hosts</span>}>
      <p className={lists.lead}>
        Each was a real fault on real hosts. What those hosts answered was recorded, and is played back over SSH as fast as it came. Start
        one and see how far you would have come before the verdict.
      </p>
      <PracticeList incidents={incidents} />
    </Page>
  );
});
