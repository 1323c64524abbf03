import type { SimulatedField, SimulatedTest } from "#machines/simulate/view.ts";
import { countWords } from "../atoms/format.ts";
import styles from "./simulator.module.css";

interface Props {
  readonly test: SimulatedTest;
  readonly onChange: (cell: string, region: number) => void;
}

/** Every value that the test reads and somebody predicts, host by host. */
export function Fields({ test: { id, fields }, onChange }: Props): React.JSX.Element {
  const hosts = Map.groupBy(fields, ({ host }) => host);
  const unread = fields.filter(({ shown }) => shown === -1).length;
  return (
    <details className={styles.fields}>
      <summary>
        {countWords(fields.length, "value")} on {countWords(hosts.size, "host")}
        {unread === 0 ? "" : `, ${unread} unknown`}
      </summary>
      {[...hosts].map(([host, mine]) => (
        <div key={host}>
          <h4>{host}</h4>
          {mine.map((field) => (
            <label key={field.cell} title={field.about}>
              <code>
                {field.field} {field.moment}
              </code>
              <Choice test={id} field={field} onChange={onChange} />
            </label>
          ))}
        </div>
      ))}
    </details>
  );
}

function Choice({
  test,
  field: { cell, field, host, choices, shown },
  onChange,
}: {
  readonly test: string;
  readonly field: SimulatedField;
  readonly onChange: Props["onChange"];
}): React.JSX.Element {
  return (
    <select aria-label={`${field} of ${test} on ${host}`} value={shown} onChange={({ target }) => onChange(cell, Number(target.value))}>
      {choices.map(({ region, say }) => (
        <option key={region} value={region}>
          {say}
        </option>
      ))}
      <option value={-1}>unknown</option>
    </select>
  );
}
