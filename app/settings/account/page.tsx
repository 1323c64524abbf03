import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Account } from "#app/_ui/access/Account.tsx";
import { accountPage } from "#server/read/people.ts";
import { NoAccounts } from "../NoAccounts.tsx";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Your account" };

export default guardedPage("own", async (_props, visitor) => {
  const account = await accountPage(visitor);
  return (
    <SettingsPage at="account" visitor={visitor}>
      {account === null ? <NoAccounts /> : <Account {...account} />}
    </SettingsPage>
  );
});
