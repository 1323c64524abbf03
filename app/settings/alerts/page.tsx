import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { AlertSettings } from "#app/_ui/alerts/AlertSettings.tsx";
import { alertSettings } from "#server/read/alert-settings.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Alerts" };

export default guardedPage("keep", async (_props, visitor) => (
  <SettingsPage
    at="alerts"
    visitor={visitor}
    lead="An Alertmanager posts what fires, and it waits on the start page with the incident type that fits. Nothing is started by an alert: a person does."
  >
    <AlertSettings {...await alertSettings(visitor)} />
  </SettingsPage>
));
