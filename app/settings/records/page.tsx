import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { readersZone } from "#app/_guard/zone.ts";
import { Button, ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { dayIn } from "#app/_ui/atoms/zone.ts";
import { RecordTable } from "#app/_ui/settings/RecordTable.tsx";
import styles from "#app/_ui/settings/settings.module.css";
import { Verify } from "#app/_ui/settings/Verify.tsx";
import { recordsPage } from "#server/read/records.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "Audit log" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

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
  const zone = await readersZone();
  const [first, last] = [dayIn(from, zone), dayIn(to, zone)];
  const { entries, next } = await recordsPage(
    {
      ...(person === "" ? {} : { person }),
      ...(about === "" ? {} : { about }),
      ...(first === null ? {} : { from: first.begins.toISOString() }),
      // The last day counts whole.
      ...(last === null ? {} : { to: last.ends.toISOString() }),
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
          From, {zone}
          <input type="date" name="from" defaultValue={from} />
        </label>
        <label>
          Up to, {zone}
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
          {narrowed ? `A name or a host may be written in part; the days are those of ${zone}.` : "What somebody does next stands here."}
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
