import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Account } from "#app/_ui/access/Account.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { accountPage } from "#server/read/people.ts";

export const metadata = { title: "Account" };

export default guardedPage("own", async (_props, visitor) => {
  const account = await accountPage(visitor);
  return (
    <Page title="Account">
      {account === null ? (
        <Empty title="There are no accounts here.">
          Culprit listens on this machine only, and whoever connects is its owner. <code>culprit serve --accounts</code> changes that.
        </Empty>
      ) : (
        <Account {...account} />
      )}
    </Page>
  );
});
