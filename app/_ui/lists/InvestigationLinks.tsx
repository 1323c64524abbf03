import Link from "next/link";
import { When } from "../atoms/Time.tsx";
import { Outcome, OutcomeIcon } from "../atoms/Words.tsx";
import styles from "../start/start.module.css";
import { partWords, type InvestigationItem } from "./item.ts";

/** A short list of investigations: how they stand, where, since when. */
export function InvestigationLinks({ items }: { readonly items: readonly InvestigationItem[] }): React.JSX.Element {
  return (
    <div className={styles.list}>
      {items.map((item) => (
        <Link key={item.id} href={`/investigations/${item.id}`} prefetch={false} className={styles.item}>
          <OutcomeIcon {...item} />
          <span>
            <b>{item.title}</b>{" "}
            <span className="dim">
              {item.heldBy === null ? "" : `with ${item.heldBy} · `}
              {item.hostNames.join(", ")}
              {partWords(item) === null ? "" : ` · ${(partWords(item) ?? "").toLowerCase()} of a watch`}
            </span>
          </span>
          <span>
            <Outcome {...item} />
          </span>
          <span className="number dim">
            <When at={item.createdAt} />
          </span>
        </Link>
      ))}
    </div>
  );
}
