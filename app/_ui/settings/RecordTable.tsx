import type { RecordItem } from "#server/read/records.ts";
import Link from "next/link";
import { Time } from "../atoms/Time.tsx";
import { aboutOf, investigationOf, sayAction } from "./record-words.ts";
import styles from "./settings.module.css";

function Investigation({ id }: { readonly id: string | null }): React.JSX.Element | null {
  return id === null ? null : (
    <p className={styles.of}>
      <Link href={`/investigations/${id}`} prefetch={false}>
        Its investigation
      </Link>
    </p>
  );
}

/** Entries of the audit log, newest first. */
export function RecordTable({ entries }: { readonly entries: readonly RecordItem[] }): React.JSX.Element {
  return (
    <table className={styles.log}>
      <thead>
        <tr>
          <th>entry</th>
          <th>when</th>
          <th>who</th>
          <th>what</th>
          <th>about</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.n} id={`entry-${entry.n}`}>
            <td>{entry.n}</td>
            <td>
              <Time at={entry.at} as="full" />
            </td>
            <td>
              {entry.actor.name}
              {entry.actor.via === "page" || entry.actor.via === "worker" ? null : <span className="dim"> by {entry.actor.via}</span>}
            </td>
            <td className={entry.outcome === "done" ? undefined : styles.refused}>
              {sayAction(entry.action)}
              {entry.outcome === "done" ? null : <p>{entry.outcome}</p>}
            </td>
            <td className={styles.about}>
              {aboutOf(entry)}
              <Investigation id={investigationOf(entry)} />
              <details>
                <summary>as recorded</summary>
                <code>{JSON.stringify(entry.about)}</code>
                <p>
                  hash <code>{entry.hash}</code>
                </p>
              </details>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
