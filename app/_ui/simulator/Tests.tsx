import type { Runbook } from "#machines/contract/index.ts";
import type { SimulatedTest, Simulation } from "#machines/simulate/view.ts";
import { withoutTest, withOutcome, type Trial, type WindowKind } from "#machines/simulate/trial.ts";
import { Fields } from "./Fields.tsx";
import { Segments, type Segment } from "./Segments.tsx";
import { short } from "./Suppose.tsx";
import styles from "./simulator.module.css";

interface Props {
  readonly runbook: Runbook;
  readonly simulation: Simulation;
  readonly trial: Trial;
  readonly onChange: (trial: Trial) => void;
}

const NOT_ASKED = "";
const WINDOW: Readonly<Record<WindowKind, string>> = {
  shown: "shown",
  absent: "absent",
  tooFew: "too few",
  unproven: "failed",
};

/** The reproduction and every test, each with what it would show. */
export function Tests({ runbook, simulation, trial, onChange }: Props): React.JSX.Element {
  const next = new Set(simulation.next?.tests ?? []);
  return (
    <ol className={styles.tests}>
      {runbook.reproduction === undefined ? null : (
        <li data-next={next.has("reproduction") || undefined}>
          <code title="Makes the symptom visible, and counts it">reproduction</code>
          <Segments
            name="window"
            label="What the reproduction shows"
            chosen={trial.window ?? NOT_ASKED}
            segments={[{ value: NOT_ASKED, say: "not run" }, ...simulation.windows.map((kind) => ({ value: kind, say: WINDOW[kind] }))]}
            onChoose={(kind) => onChange({ ...trial, window: kind === NOT_ASKED ? null : (kind as WindowKind) })}
          />
        </li>
      )}
      {simulation.tests
        .filter(({ fields }) => fields.length > 0)
        .map((test) => (
          <li key={test.id} data-next={next.has(test.id) || undefined}>
            <code title={test.title}>{test.id}</code>
            <Test test={test} runbook={runbook} trial={trial} onChange={onChange} />
          </li>
        ))}
    </ol>
  );
}

interface TestProps extends Pick<Props, "runbook" | "trial" | "onChange"> {
  readonly test: SimulatedTest;
}

/** One value with few regions is chosen directly; more of them by whose prediction they fulfil, and one by one below. */
function Test({ test, runbook, trial, onChange }: TestProps): React.JSX.Element | null {
  const [only, ...more] = test.fields;
  if (only === undefined) return null;
  const choose = (outcome: string): void =>
    onChange(outcome === NOT_ASKED ? withoutTest(trial, test.id) : withOutcome(runbook, trial, { test: test.id, outcome }));
  if (more.length === 0 && only.choices.length <= 3) {
    const segments: readonly Segment[] = [
      { value: NOT_ASKED, say: "not asked" },
      ...only.choices.map(({ region, say }) => ({ value: String(region), say })),
      { value: "-1", say: "unknown" },
    ];
    return (
      <Segments
        name={test.id}
        label={`What ${test.id} shows: ${only.field}`}
        before={only.field}
        chosen={test.outcome === null ? NOT_ASKED : String(only.shown)}
        segments={segments}
        onChoose={(region) => {
          if (region === NOT_ASKED) return choose(NOT_ASKED);
          const asked = withOutcome(runbook, trial, { test: test.id, outcome: "supposed" });
          onChange({ ...asked, cells: { ...asked.cells, [only.cell]: Number(region) } });
        }}
      />
    );
  }
  return (
    <div className={styles.test}>
      <select aria-label={`What ${test.id} shows`} value={test.outcome ?? NOT_ASKED} onChange={({ target }) => choose(target.value)}>
        <option value={NOT_ASKED}>not asked</option>
        <option value="supposed">as supposed above</option>
        <option value="quiet">nothing unusual</option>
        <option value="unreadable">could not be read</option>
        <optgroup label="What is predicted if">
          {test.predictedBy.map(({ instance, claim }) => (
            <option key={instance} value={instance}>
              {short(claim)}
            </option>
          ))}
        </optgroup>
      </select>
      {test.outcome === null ? null : (
        <Fields test={test} onChange={(cell, region) => onChange({ ...trial, cells: { ...trial.cells, [cell]: region } })} />
      )}
    </div>
  );
}
