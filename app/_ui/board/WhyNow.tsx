import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import type { Chosen } from "#machines/journal/board.ts";
import { whyNow } from "#machines/journal/why-now.ts";
import styles from "./board.module.css";

interface Props {
  readonly chosen: Chosen;
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
}

/** Below every tab while something runs. */
export function WhyNow({ chosen, ...around }: Props): React.JSX.Element {
  return (
    <div className={styles.why}>
      <b>Why this test now</b>
      <p>{whyNow(chosen, around)}</p>
    </div>
  );
}
