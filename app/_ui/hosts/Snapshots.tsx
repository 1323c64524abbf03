import Link from "next/link";
import type { SnapshotRow } from "#server/read/snapshots.ts";
import { ButtonLink } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import { Time } from "../atoms/Time.tsx";
import lists from "../lists/lists.module.css";

/** When a host's setup was read, each with its difference to the one before. */
export function Snapshots({ rows }: { readonly rows: readonly SnapshotRow[] }): React.JSX.Element {
  if (rows.length === 0)
    return (
      <Empty
        title="No snapshot of it yet."
        acts={
          <ButtonLink small href="/new/first-look">
            Take a first look
          </ButtonLink>
        }
      >
        A first look reads how a host is set up: kernel, packages, settings, interfaces, rules. Whatever else reads it adds one here.
      </Empty>
    );
  return (
    <div className={lists.wrap}>
      <table className={lists.table}>
        <thead>
          <tr>
            <th>read</th>
            <th>host calls itself</th>
            <th>investigation</th>
            <th className="number">
              <span className="visually-hidden">compare</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const before = rows[index + 1];
            return (
              <tr key={row.id}>
                <td>
                  <Time at={row.at.toISOString()} as="full" />
                </td>
                <td className={lists.optional}>
                  <code>{row.hostname}</code>
                </td>
                <td>
                  <Link href={`/investigations/${row.investigationId}`} prefetch={false}>
                    INV-{row.number}
                  </Link>
                </td>
                <td className="number">
                  {before === undefined ? (
                    <span className="dim">the first</span>
                  ) : (
                    <Link href={`/hosts/snapshots?a=${before.id}&b=${row.id}`} prefetch={false}>
                      what changed since the one before
                    </Link>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
