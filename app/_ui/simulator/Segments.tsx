import styles from "./simulator.module.css";

export interface Segment {
  readonly value: string;
  readonly say: string;
}

interface Props {
  readonly name: string;
  readonly label: string;
  /** Stands before the choices: which field it is. */
  readonly before?: string;
  readonly chosen: string;
  readonly segments: readonly Segment[];
  readonly onChoose: (value: string) => void;
}

/** One of a few, all of them seen. Radio buttons underneath: arrow keys and screen readers work as everywhere. */
export function Segments({ name, label, before, chosen, segments, onChoose }: Props): React.JSX.Element {
  return (
    <fieldset className={styles.segments}>
      <legend className="visually-hidden">{label}</legend>
      {before === undefined ? null : <small>{before}</small>}
      <div>
        {segments.map(({ value, say }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => onChoose(value)} />
            <span>{say}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
