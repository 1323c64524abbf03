import type { RoleItem } from "#server/read/people.ts";
import styles from "./access.module.css";

export function RoleChoice({
  label,
  roles,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly roles: readonly RoleItem[];
  readonly chosen: readonly string[];
  readonly onChoose: (roles: readonly string[]) => void;
}): React.JSX.Element {
  return (
    <fieldset className={styles.roles}>
      <legend className="visually-hidden">{label}</legend>
      {roles.map(({ id, say }) => (
        <label key={id} title={say}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => onChoose(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          {id}
        </label>
      ))}
    </fieldset>
  );
}
