import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Button, ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { RecordTable } from "#app/_ui/settings/RecordTable.tsx";
import styles from "#app/_ui/settings/settings.module.css";
import { Verify } from "#app/_ui/settings/Verify.tsx";
import { recordsPage } from "#server/read/records.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Audit log" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const DAY_MS = 86_400_000;

export default guardedPage("keep", async ({ searchParams }: Props, visitor) => {
  const params = await searchParams;
  const text = (name: string): string => (typeof params[name] === "string" ? params[name].trim().slice(0, 200) : "");
  const [person, about, from, to, before] = ["person", "about", "from", "to", "before"].map(text) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const { entries, next } = await recordsPage(
    {
      ...(person === "" ? {} : { person }),
      ...(about === "" ? {} : { about }),
      ...(isDay(from) ? { from: new Date(from).toISOString() } : {}),
      // The last day counts whole.
      ...(isDay(to) ? { to: new Date(Date.parse(to) + DAY_MS).toISOString() } : {}),
      ...(/^\d{1,9}$/.test(before) ? { before: Number(before) } : {}),
    },
    visitor,
  );
  const address = (more: Readonly<Record<string, string>>): string => {
    const given = Object.entries({ person, about, from, to, ...more }).filter(([, value]) => value !== "");
    return given.length === 0 ? "/settings/records" : `/settings/records?${new URLSearchParams(given).toString()}`;
  };
  const narrowed = [person, about, from, to, before].some((value) => value !== "");
  return (
    <SettingsPage
      at="records"
      visitor={visitor}
      lead="Every action that came through the door, done or refused, and what each investigation did to each host. Keys, passwords, notes and outputs are never in it. Each entry's hash covers the one before it."
    >
      <Verify />
      <form action="/settings/records" role="search" className={styles.line}>
        <label>
          Person
          <input type="search" name="person" defaultValue={person} autoComplete="off" />
        </label>
        <label>
          Host, address or action
          <input type="search" name="about" defaultValue={about} autoComplete="off" />
        </label>
        <label>
          From, UTC
          <input type="date" name="from" defaultValue={from} />
        </label>
        <label>
          Up to, UTC
          <input type="date" name="to" defaultValue={to} />
        </label>
        <Button type="submit">Filter</Button>
        {narrowed ? (
          <ButtonLink href="/settings/records" look="quiet">
            Clear
          </ButtonLink>
        ) : null}
      </form>
      {entries.length > 0 ? (
        <RecordTable entries={entries} />
      ) : (
        <Empty title={narrowed ? "No entry matches." : "Nothing is recorded yet."}>
          {narrowed ? "A name or a host may be written in part; the days are those of UTC." : "What somebody does next stands here."}
        </Empty>
      )}
      <nav className={styles.pager} aria-label="Pages">
        {before === "" ? null : (
          <ButtonLink small href={address({})}>
            Newest
          </ButtonLink>
        )}
        {next === null ? null : (
          <ButtonLink small href={address({ before: String(next) })}>
            Older
          </ButtonLink>
        )}
      </nav>
    </SettingsPage>
  );
});
