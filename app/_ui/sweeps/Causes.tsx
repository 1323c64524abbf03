"use client";

import type { CauseOffer } from "#server/read/sweeps.ts";
import styles from "./sweeps.module.css";

interface Props {
  readonly causes: readonly CauseOffer[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** What can be looked for on a host at rest; and, folded, what cannot, with the reason. */
export function Causes({ causes, chosen, onChoose }: Props): React.JSX.Element {
  const can = causes.filter(({ signature }) => !("cannot" in signature));
  const cannot = causes.flatMap(({ id, claim, signature }) => ("cannot" in signature ? [{ id, claim, why: signature.cannot }] : []));
  return (
    <fieldset>
      <legend>Cause to look for</legend>
      <div className={styles.causes}>
        {can.map(({ id, claim }) => (
          <label key={id}>
            <input type="radio" name="cause" value={id} checked={id === chosen} onChange={() => onChoose(id)} />
            <span>
              <b>{id}</b>
              <p>{claim}</p>
            </span>
          </label>
        ))}
      </div>
      {cannot.length === 0 ? null : (
        <details className={styles.more}>
          <summary>
            {cannot.length} {cannot.length === 1 ? "cause" : "causes"} of this incident type cannot be swept
          </summary>
          <ul>
            {cannot.map(({ id, why }) => (
              <li key={id}>
                <b>{id}</b>
                {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
}
