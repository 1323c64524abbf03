import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { People } from "#app/_ui/access/People.tsx";
import { peoplePage, roles } from "#server/read/people.ts";
import { NoAccounts } from "../NoAccounts.tsx";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "People and roles" };

export default guardedPage("people", async (_props, visitor) => {
  const { accounts, people } = await peoplePage();
  return (
    <SettingsPage at="people" visitor={visitor}>
      {accounts ? <People people={people} roles={roles()} me={visitor.id} /> : <NoAccounts />}
    </SettingsPage>
  );
});
