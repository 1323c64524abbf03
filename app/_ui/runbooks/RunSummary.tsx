import { ButtonLink } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import { Outcome } from "../atoms/Words.tsx";
import { plain } from "./Causes.tsx";
import styles from "./runbook.module.css";
import { runsWords, type RunCounts } from "./runs.ts";

interface Props {
  readonly counts: RunCounts | null;
  readonly runbook: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** How the investigations with this runbook ended, here. */
export function RunSummary({ counts, runbook, claims }: Props): React.JSX.Element {
  if (counts === null)
    return (
      <Empty
        title="It was never run here."
        acts={
          <ButtonLink small href={`/new/${runbook}`}>
            Investigate
          </ButtonLink>
        }
      >
        How often it names a cause, which ones, and how long that takes stand here after the first runs.
      </Empty>
    );
  const most = Math.max(...counts.endings.map(({ count }) => count), 1);
  return (
    <>
      <p className={styles.note}>{runsWords(counts)}. Of the newest 1,000 at most.</p>
      {counts.endings.length === 0 ? null : (
        <table className={styles.endings}>
          <thead>
            <tr>
              <th scope="col">Ended with</th>
              <th scope="col" className="number">
                Runs
              </th>
            </tr>
          </thead>
          <tbody>
            {counts.endings.map(({ verdict, certainty, cause, count }) => (
              <tr key={`${verdict} ${certainty} ${cause}`}>
                <td>
                  <Outcome status="concluded" verdict={verdict} certainty={certainty} />
                  {cause === null ? null : <span>{sayCause(cause, claims)}</span>}
                  <i style={{ width: `${Math.max(2, (count / most) * 100)}%` }} />
                </td>
                <td className="number">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** A cause that this version no longer knows keeps its id. */
const sayCause = (cause: string, claims: Readonly<Record<string, string>>): string => {
  const claim = claims[cause];
  return claim === undefined ? cause : plain(claim);
};
