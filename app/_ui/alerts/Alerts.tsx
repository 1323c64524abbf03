"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { AlertsPage } from "#server/read/alerts.ts";
import { When } from "../atoms/Time.tsx";
import start from "../start/start.module.css";
import { AlertRow } from "./AlertRow.tsx";
import styles from "./alerts.module.css";

interface Props extends AlertsPage {
  /** May investigate, and so dismiss. */
  readonly acts: boolean;
  /** How many lines are asked for, and how many more at a time. */
  readonly shown: number;
  readonly step: number;
}

/** Alerts that wait for somebody, newest first; nothing at all where nobody ever set them up. */
export function Alerts({ waiting, more, done, setUp, heardAt, deaf, refusedAt, acts, shown, step }: Props): React.JSX.Element | null {
  useFreshOnReturn(setUp);
  if (!setUp) return null;
  return (
    <section className={styles.alerts} aria-label="Alerts">
      {waiting.length === 0 ? null : (
        <>
          <h2 className={start.section}>Alerts waiting</h2>
          <ul className={styles.list}>
            {waiting.map((item) => (
              <AlertRow key={`${item.id} ${item.seen}`} item={item} acts={acts} />
            ))}
          </ul>
          {more ? (
            <p className={styles.more}>
              <Link href={`/?alerts=${shown + step}`} scroll={false} className="dim">
                More alerts
              </Link>
            </p>
          ) : null}
        </>
      )}
      {refusedAt === null ? null : (
        <p className={styles.deaf}>
          A delivery was refused (<When at={refusedAt} />
          ), and none was taken since. The reason is under <Link href="/settings/alerts">Settings, Alerts</Link>.
        </p>
      )}
      {deaf ? (
        <p className={styles.deaf}>
          No key for alerts is valid any more, so no alert can arrive. An approver can make one under{" "}
          <Link href="/settings/alerts">Settings, Alerts</Link>.
        </p>
      ) : waiting.length > 0 ? null : (
        <p className={styles.quiet}>
          No alerts waiting.{" "}
          {heardAt === null ? (
            "None has arrived yet."
          ) : (
            <>
              Last delivery: <When at={heardAt} />.
            </>
          )}
        </p>
      )}
      {done.length === 0 ? null : (
        <details className={styles.done}>
          <summary>Over or dismissed within a day</summary>
          <ul className={styles.list}>
            {done.map((item) => (
              <AlertRow key={`${item.id} ${item.dismissedBy ?? ""}`} item={item} acts={acts} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Who comes back to this page sees what arrived meanwhile. */
function useFreshOnReturn(on: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!on) return;
    let lookedMs = 0;
    const look = (): void => {
      // Both events come at once; and who only passes by needs no second look.
      if (document.visibilityState !== "visible" || performance.now() - lookedMs < 2_000) return;
      lookedMs = performance.now();
      router.refresh();
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("focus", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("focus", look);
    };
  }, [on, router]);
}
