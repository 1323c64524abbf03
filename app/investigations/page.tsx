import { Search } from "lucide-react";
import Link from "next/link";
import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { STROKE } from "#app/_ui/atoms/Words.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { InvestigationTable } from "#app/_ui/lists/InvestigationTable.tsx";
import { itemOf } from "#app/_ui/lists/item.ts";
import { StuckChanges } from "#app/_ui/lists/StuckChanges.tsx";
import styles from "#app/_ui/lists/lists.module.css";
import { queryOf } from "#app/api/v1/_http/query.ts";
import { listPage } from "#server/read/investigations.ts";
import { stuckChanges } from "#server/read/stuck.ts";

export const metadata = { title: "Investigations" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const VIEWS = [
  { status: null, say: "All" },
  { status: "running", say: "Running" },
  { status: "waiting", say: "Waiting" },
  { status: "paused", say: "Paused" },
  { status: "concluded", say: "Concluded" },
  { status: "stopped", say: "Stopped" },
] as const;

export default guardedPage("read", async ({ searchParams }: Props, visitor) => {
  const params = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const [{ rows, next }, stuck] = await Promise.all([listPage(queryOf(params), visitor), stuckChanges(visitor)]);
  const [text, status] = [params.get("q") ?? "", params.get("status")];
  const narrowed = text !== "" || status !== null || params.has("after");
  return (
    <Page
      title="Investigations"
      beside={
        <>
          <span className="grow" />
          <form action="/investigations" role="search" className={styles.search}>
            <Search size={16} strokeWidth={STROKE} aria-hidden />
            <input
              type="search"
              name="q"
              defaultValue={text}
              placeholder="Title, runbook, host, cause"
              aria-label="Search investigations"
            />
            {status === null ? null : <input type="hidden" name="status" value={status} />}
          </form>
        </>
      }
    >
      <StuckChanges changes={stuck} />
      <nav className={styles.filters} aria-label="Filter">
        {VIEWS.map((view) => (
          <Link
            key={view.say}
            href={address({ q: text, status: view.status ?? "" })}
            aria-current={status === view.status ? "page" : undefined}
          >
            {view.say}
          </Link>
        ))}
      </nav>
      {rows.length > 0 ? <InvestigationTable items={rows.map(itemOf)} /> : <Nothing narrowed={narrowed} />}
      <nav className={styles.pager} aria-label="Pages">
        {params.has("after") ? (
          <ButtonLink small href={address({ q: text, status: status ?? "" })}>
            Newest
          </ButtonLink>
        ) : null}
        {next === null ? null : (
          <ButtonLink small href={address({ q: text, status: status ?? "", after: next })}>
            Older
          </ButtonLink>
        )}
      </nav>
    </Page>
  );
});

function Nothing({ narrowed }: { readonly narrowed: boolean }): React.JSX.Element {
  return narrowed ? (
    <Empty
      title="No investigation matches."
      acts={
        <ButtonLink small href="/investigations">
          Clear search and filter
        </ButtonLink>
      }
    >
      Every word has to occur in the title, the runbook, a host or the cause.
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

function address(params: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== "")).toString();
  return query === "" ? "/investigations" : `/investigations?${query}`;
}
