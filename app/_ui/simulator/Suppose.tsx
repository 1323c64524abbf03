import type { Simulation } from "#machines/simulate/view.ts";
import { NO_TRIAL, type Trial } from "#machines/simulate/trial.ts";
import styles from "./simulator.module.css";

interface Props {
  readonly simulation: Simulation;
  readonly trial: Trial;
  readonly onChange: (trial: Trial) => void;
}

/** The cause that the imagined hosts have: tests that are answered as supposed show what it would make visible. */
export function Suppose({ simulation, trial, onChange }: Props): React.JSX.Element {
  const known = simulation.instances.some(({ instance }) => instance === trial.suppose);
  return (
    <label className={styles.suppose}>
      <span>Suppose that</span>
      <select
        data-action="Simulate a cause"
        value={known ? (trial.suppose ?? "") : ""}
        onChange={({ target }) => onChange({ ...NO_TRIAL, suppose: target.value || null })}
      >
        <option value="">nothing that this runbook knows is wrong</option>
        {simulation.instances.map(({ instance, claim }) => (
          <option key={instance} value={instance}>
            {short(claim)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A choice in a list: the claim without its full stop, and without what it says after a colon. */
export const short = (claim: string): string => claim.replace(/\.$/, "").replace(/: .*$/s, "");
