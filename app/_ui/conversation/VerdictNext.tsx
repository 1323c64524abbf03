import Link from "next/link";
import type { VerdictView } from "#machines/journal/message.ts";
import styles from "./verdict.module.css";

interface Props {
  /** Of the investigation: the next one is told where it comes from. */
  readonly id: string;
}

/** Where a first look leads: forms that are filled as far as it knows. */
export function Next({ view, id }: Props & { readonly view: VerdictView }): React.JSX.Element | null {
  if (view.next.length === 0) return null;
  return (
    <section>
      <h3>Investigate next</h3>
      <ol className={styles.chain}>
        {view.next.map(({ runbook, hostNames }, index) => (
          <li key={runbook}>
            <i>{index + 1}</i>
            <span>
              <Link href={`/new/${runbook}?from=${encodeURIComponent(id)}`}>{runbook}</Link>{" "}
              <span className="dim">on {hostNames.join(", ")}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What did not show may come and go: the form is filled as this one was. */
export function Watched({ id, runbook }: Props & { readonly runbook: string }): React.JSX.Element {
  return (
    <section>
      <h3>If it comes and goes</h3>
      <p className={styles.plain}>
        <span>
          <Link href={`/new/${runbook}?from=${encodeURIComponent(id)}`} prefetch={false} className={styles.go}>
            Start it again
          </Link>{" "}
          and choose how long it is watched for: quiet windows are measured anew until one shows the symptom.
        </span>
      </p>
    </section>
  );
}
