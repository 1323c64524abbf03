import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Keys } from "#app/_ui/access/Keys.tsx";
import { OthersKeys } from "#app/_ui/settings/OthersKeys.tsx";
import { accountPage, othersKeys } from "#server/read/people.ts";
import { NoAccounts } from "../NoAccounts.tsx";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "API keys" };

export default guardedPage("own", async (_props, visitor) => {
  const account = await accountPage(visitor);
  const others = account !== null && visitor.rights.has("people") ? await othersKeys(visitor) : null;
  return (
    <SettingsPage at="api-keys" visitor={visitor}>
      {account === null ? <NoAccounts /> : <Keys keys={account.keys} rights={account.keyRights} />}
      {others === null ? null : (
        <>
          <h2>Keys of others</h2>
          <OthersKeys keys={others} />
        </>
      )}
    </SettingsPage>
  );
});
