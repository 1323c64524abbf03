import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { People } from "#app/_ui/access/People.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { peoplePage, roles } from "#server/read/people.ts";

export const metadata = { title: "People" };

export default guardedPage("people", async (_props, visitor) => {
  const { accounts, people } = await peoplePage();
  return (
    <Page title="People" beside={accounts ? <span className="dim">{people.length}</span> : null}>
      {accounts ? (
        <People people={people} roles={roles()} me={visitor.id} />
      ) : (
        <Empty title="There are no accounts here.">
          Culprit listens on this machine only, and whoever connects is its owner. <code>culprit serve --accounts</code> changes that.
        </Empty>
      )}
    </Page>
  );
});
