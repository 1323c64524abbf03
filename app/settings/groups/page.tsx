import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Groups } from "#app/_ui/settings/Groups.tsx";
import { groupsPage } from "#server/read/groups.ts";
import { NoAccounts } from "../NoAccounts.tsx";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Host groups" };

export default guardedPage("people", async (_props, visitor) => {
  const page = await groupsPage(visitor);
  return (
    <SettingsPage
      at="groups"
      visitor={visitor}
      lead="On the hosts of a group a role is not enough: what somebody may do there is granted here, to a role or to one account. A host without a group follows the role alone. Reading is not divided: who may read sees every investigation."
    >
      {page.accounts ? <Groups {...page} /> : <NoAccounts />}
    </SettingsPage>
  );
});
