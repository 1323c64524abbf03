import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Retention } from "#app/_ui/settings/Retention.tsx";
import { retentionPage } from "#server/read/settings.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Retention" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const MOST_DAYS = 36_500;

export default guardedPage("keep", async ({ searchParams }: Props, visitor) => {
  const days = Number((await searchParams)["days"] ?? Number.NaN);
  const page = await retentionPage(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? days : null);
  return (
    <SettingsPage
      at="retention"
      visitor={visitor}
      lead="Raw outputs are what hosts printed. Without them an investigation keeps its verdict, every reading, every hash and everything people wrote; it can no longer be judged again by another version of its runbook."
    >
      <Retention key={page.asked} {...page} />
    </SettingsPage>
  );
});
