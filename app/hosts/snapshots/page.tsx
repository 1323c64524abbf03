import type { Metadata } from "next";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { Button, ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Moment } from "#app/_ui/atoms/Time.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { Difference } from "#app/_ui/hosts/Difference.tsx";
import styles from "#app/_ui/hosts/hosts.module.css";
import { utcWords } from "#machines/explain/time.ts";
import { isSnapshot, setupDifference, snapshotList, type SnapshotRow } from "#server/read/snapshots.ts";
import NotFound from "./not-found.tsx";

interface Props {
  readonly searchParams: Promise<{ readonly a?: string | string[]; readonly b?: string | string[] }>;
}

export const generateMetadata = guardedMetadata("read", async (props: Props): Promise<Metadata> => ({
  title: (await bothThere(props)) ? "Compare snapshots" : "Not found",
}));

/** Host against host, or a host against itself; which two stands in the URL. */
export default guardedPage(
  "read",
  async ({ searchParams }: Props, visitor) => {
    const { a, b } = await searchParams;
    const rows = await snapshotList(visitor);
    const [first, second] = [chosen(a, rows[1]?.id), chosen(b, rows[0]?.id)];
    const found = first === "" || second === "" ? null : await setupDifference(visitor, first, second);
    return (
      <Page title="Compare snapshots">
        {rows.length < 2 && found === null ? (
          <Empty
            title={rows.length === 0 ? "No host's setup was read yet." : "Only one snapshot is here; two are compared."}
            acts={
              <ButtonLink small href="/new/first-look">
                Take a first look
              </ButtonLink>
            }
          >
            A first look reads how its hosts are set up: kernel, packages, settings, interfaces, offloads, routes, rules.
          </Empty>
        ) : (
          <>
            <form action="/hosts/snapshots" className={styles.choose}>
              <Choice name="a" say="This one" rows={rows} value={first} known={found?.a} />
              <Choice name="b" say="with this one" rows={rows} value={second} known={found?.b} />
              <Button type="submit">Compare</Button>
            </form>
            {found === null ? null : <Difference found={found} />}
          </>
        )}
      </Page>
    );
  },
  { there: bothThere, Missing: NotFound },
);

const isThere = cache(isSnapshot);

/** Those that the address names; it may leave the choice to the page. */
async function bothThere({ searchParams }: Props): Promise<boolean> {
  const { a, b } = await searchParams;
  const named = [chosen(a), chosen(b)].filter((id) => id !== "");
  return (await Promise.all(named.map((id) => isThere(id)))).every(Boolean);
}

const chosen = (value: string | string[] | undefined, otherwise = ""): string => (typeof value === "string" ? value : otherwise);

function Choice({
  name,
  say,
  rows,
  value,
  known,
}: {
  readonly name: string;
  readonly say: string;
  readonly rows: readonly SnapshotRow[];
  readonly value: string;
  /** What was found by its address; older than those that are listed, it is offered all the same. */
  readonly known: SnapshotRow | undefined;
}): React.JSX.Element {
  const offered = known === undefined || rows.some(({ id }) => id === known.id) ? rows : [known, ...rows];
  return (
    <label>
      {say}
      <select name={name} defaultValue={value}>
        {offered.some(({ id }) => id === value) ? null : <option value={value}>not here</option>}
        {offered.map((row) => (
          <option key={row.id} value={row.id} title={utcWords(row.at.toISOString())}>
            {row.host}, <Moment at={row.at.toISOString()} />, INV-{row.number}
            {row.practice ? ", practice" : ""}
          </option>
        ))}
      </select>
    </label>
  );
}
