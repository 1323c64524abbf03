import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { readersZone } from "#app/_guard/zone.ts";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { ExportMenu } from "#app/_ui/history/ExportMenu.tsx";
import { FilterRow } from "#app/_ui/history/FilterRow.tsx";
import { address, filtersIn, queryText, type Filters } from "#app/_ui/history/filters.ts";
import styles from "#app/_ui/history/history.module.css";
import { HistoryTable } from "#app/_ui/history/HistoryTable.tsx";
import { SearchField } from "#app/_ui/history/SearchField.tsx";
import { Views } from "#app/_ui/history/Views.tsx";
import { itemOf } from "#app/_ui/lists/item.ts";
import { StuckChanges } from "#app/_ui/lists/StuckChanges.tsx";
import { queryOf } from "#app/api/v1/_http/query.ts";
import { LOCAL_ID } from "#server/door/session.ts";
import { historyPage } from "#server/read/history.ts";
import { stuckChanges } from "#server/read/stuck.ts";

export const metadata = { title: "History" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const ROWS = 40;

export default guardedPage("read", async ({ searchParams }: Props, visitor) => {
  const params = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const query = queryOf(params, { usual: ROWS, zone: await readersZone() });
  const [page, stuck] = await Promise.all([historyPage(query, visitor), stuckChanges(visitor)]);
  const filters = filtersIn(params);
  const later = params.has("after");
  const { watch } = filters;
  const names = {
    ...Object.fromEntries([...page.people, visitor].map(({ id, name }) => [id, name])),
    ...(watch === undefined || page.watchNumber === null ? {} : { [watch]: `INV-${page.watchNumber}` }),
  };
  return (
    <Page
      title="History"
      beside={
        <>
          <span className="grow" />
          <SearchField filters={filters} key={filters.q ?? ""} />
          <ExportMenu query={queryText(filters)} empty={page.rows.length === 0} />
        </>
      }
    >
      <StuckChanges changes={stuck} />
      <Views filters={filters} saved={page.views} me={visitor.id} keeps={visitor.rights.has("own")} alone={visitor.id === LOCAL_ID} />
      <FilterRow filters={filters} types={page.types} people={page.people} causes={page.causes} names={names} />
      {page.rows.length > 0 ? (
        <HistoryTable items={page.rows.map((row) => itemOf(row, visitor))} why={page.why} filters={filters} />
      ) : (
        <Nothing filters={filters} later={later} />
      )}
      <nav className={styles.pager} aria-label="Pages">
        {later ? (
          <ButtonLink small href={address(filters)}>
            Newest
          </ButtonLink>
        ) : null}
        {page.next === null ? null : (
          <ButtonLink small rel="next" href={address(filters, { after: page.next })}>
            Older
          </ButtonLink>
        )}
      </nav>
    </Page>
  );
});

function Nothing({ filters, later }: { readonly filters: Filters; readonly later: boolean }): React.JSX.Element {
  const narrowed = later || Object.keys(filters).length > 0;
  return narrowed ? (
    <Empty
      title={later ? "There is nothing older." : "No investigation matches."}
      acts={
        <ButtonLink small href="/history">
          Clear search and filters
        </ButtonLink>
      }
    >
      {filters.q === undefined
        ? "All filters have to fit at once."
        : "Every word has to begin a word of the symptom, a host, the cause, a note or what a command printed; filters have to fit, too."}
    </Empty>
  ) : (
    <Empty
      title="There is no investigation yet."
      acts={
        <ButtonLink small href="/">
          Start one
        </ButtonLink>
      }
    >
      Say what is going wrong, or try it on a practice host.
    </Empty>
  );
}
