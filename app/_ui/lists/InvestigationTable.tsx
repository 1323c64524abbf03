import Link from "next/link";
import { clockWords } from "../atoms/format.ts";
import { When } from "../atoms/Time.tsx";
import { Outcome } from "../atoms/Words.tsx";
import { InvestigationHead } from "./InvestigationHead.tsx";
import { causelessWords, partWords, type InvestigationItem } from "./item.ts";
import styles from "./lists.module.css";

export function InvestigationTable({ items }: { readonly items: readonly InvestigationItem[] }): React.JSX.Element {
  return (
    <div className={styles.wrap}>
      <table className={styles.table}>
        <thead>
          <tr>
            <InvestigationHead />
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td>
                <Link href={`/investigations/${item.id}`} prefetch={false} className={styles.title}>
                  {item.title}
                </Link>{" "}
                <span className="dim">
                  INV-{item.number}
                  {partWords(item) === null ? "" : `, ${(partWords(item) ?? "").toLowerCase()} of a watch`}
                </span>
              </td>
              <td className={styles.optional}>
                <code>{item.runbookId}</code>
              </td>
              <td className={styles.optional}>{item.hostNames.join(", ")}</td>
              <td>
                <Outcome {...item} />
              </td>
              <td className={styles.optional}>
                {item.cause === null ? <span className="dim">{causelessWords(item)}</span> : <code>{item.cause}</code>}
              </td>
              <td className={`number ${styles.optional}`}>
                {item.endedAt === null ? "–" : clockWords(Date.parse(item.endedAt) - Date.parse(item.createdAt))}
              </td>
              <td className={`number ${styles.optional}`}>{item.commands}</td>
              <td className={styles.optional}>{item.startedByName}</td>
              <td className="number">
                <When at={item.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
