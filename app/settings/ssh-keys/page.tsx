import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { KeptKeys } from "#app/_ui/settings/KeptKeys.tsx";
import { keptKeysPage } from "#server/read/settings.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "SSH keys" };

export default guardedPage("trust", async (_props, visitor) => (
  <SettingsPage
    at="ssh-keys"
    visitor={visitor}
    lead="Hosts without a key here are reached with your agent or the files of ~/.ssh/config on the machine that runs Culprit. A key that is kept is sealed before it is stored, opened for one login at a time, and never shown again."
  >
    <KeptKeys {...await keptKeysPage(visitor)} />
  </SettingsPage>
));
