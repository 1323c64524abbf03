import type { Runbook } from "#machines/contract/index.ts";
import styles from "./simulator.module.css";

interface Props {
  readonly runbook: Runbook;
  readonly roles: readonly string[];
  readonly onChange: (roles: readonly string[]) => void;
}

/** Which hosts could be logged in to. Fewer of them, and more stays open: that is worth seeing. */
export function Hosts({ runbook, roles, onChange }: Props): React.JSX.Element | null {
  const all = Object.entries(runbook.roles);
  if (all.every(([, { required }]) => required)) return null;
  return (
    <fieldset className={styles.hosts}>
      <legend>With these hosts</legend>
      {all.map(([role, { title, required, about }]) => (
        <label key={role} title={about}>
          <input
            type="checkbox"
            checked={required || roles.includes(role)}
            disabled={required}
            onChange={({ target }) => onChange(all.map(([id]) => id).filter((id) => (id === role ? target.checked : roles.includes(id))))}
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
