import { clsx } from "clsx";
import { Avatar } from "../atoms/Chip.tsx";
import styles from "./investigation.module.css";
import type { Present } from "./useLog.ts";

const MOST = 4;

/** Who else has this page open, and with whom the investigation is. Who is alone is not told so. */
export function People({
  present,
  heldBy,
}: {
  readonly present: readonly Present[];
  readonly heldBy: string | null;
}): React.JSX.Element | null {
  const others = present.length > 1;
  if (!others && heldBy === null) return null;
  const names = present.map(({ name }) => name);
  const more = present.length - MOST;
  return (
    <span className={styles.people}>
      {heldBy === null ? null : <span className={clsx("dim", styles.wideOnly)}>with {heldBy}</span>}
      {others ? (
        <span className={styles.present} title={`Here now: ${names.join(", ")}`}>
          <span className="visually-hidden">Here now: {names.join(", ")}</span>
          {present.slice(0, MOST).map(({ id, name }) => (
            <Avatar key={id} name={name} />
          ))}
          {more > 0 ? <small aria-hidden>+{more}</small> : null}
        </span>
      ) : null}
    </span>
  );
}
