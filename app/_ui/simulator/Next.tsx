import { useState } from "react";
import type { Simulation } from "#machines/simulate/view.ts";
import { Button } from "../atoms/Button.tsx";
import { countWords, durationWords } from "../atoms/format.ts";
import { Outcome } from "../atoms/Words.tsx";
import styles from "./simulator.module.css";

interface Props {
  readonly simulation: Simulation;
  readonly begun: boolean;
  readonly onAnswer: (tests: readonly string[]) => void;
}

/** What the engine would do now, and why; or how it would end. */
export function Next({ simulation: { next, verdict }, begun, onAnswer }: Props): React.JSX.Element {
  const [first] = verdict.causes;
  return (
    <section className={styles.next} aria-label="What the engine would do now">
      <div role="status">
        {begun ? (
          <>
            <h3>
              {next === null ? "It ends here" : "If it ended now"}
              <Outcome status="concluded" verdict={verdict.kind} certainty={first?.certainty ?? null} />
            </h3>
            <p>{verdict.say}</p>
            {first === undefined ? null : <p className="dim">{first.because}</p>}
          </>
        ) : null}
        {next === null ? null : (
          <>
            <h3>
              Next would be <code>{next.lead}</code>
            </h3>
            <p>{next.why}</p>
          </>
        )}
      </div>
      {next === null ? <WouldDecide verdict={verdict} /> : <Compared next={next} />}
      {next === null ? null : (
        <Button small data-action="Answer the next tests" onClick={() => onAnswer(next.tests)}>
          Answer {next.tests.length === 1 ? "it" : `these ${next.tests.length}`} as supposed
        </Button>
      )}
    </section>
  );
}

function WouldDecide({ verdict }: Pick<Simulation, "verdict">): React.JSX.Element | null {
  if (verdict.wouldDecide.length === 0) return null;
  return (
    <ul className={styles.decide} aria-label="What would decide">
      {verdict.wouldDecide.slice(0, 4).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** The engine's own arithmetic: earlier phases first, then pairs of rivals told apart for the cost. */
function Compared({ next }: { readonly next: NonNullable<Simulation["next"]> }): React.JSX.Element | null {
  const [open, setOpen] = useState(false);
  if (next.compared.length === 0) return null;
  return (
    <div className={styles.compared}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Hide" : "Show"} what was compared: {countWords(next.compared.length, "test")}
      </button>
      {open ? (
        <table>
          <thead>
            <tr>
              <th scope="col">test, by phase and worth</th>
              <th scope="col" className="number">
                tells apart
              </th>
              <th scope="col" className="number">
                costs
              </th>
            </tr>
          </thead>
          <tbody>
            {next.compared.map(({ id, phase, pairsSplit, costSeconds, risk }) => (
              <tr key={id} aria-current={id === next.lead ? "true" : undefined}>
                <td>
                  <code>{id}</code> <small>{PHASE[phase] ?? phase}</small>
                </td>
                <td className="number">
                  {pairsSplit} of {next.pairsOpen}
                </td>
                <td className="number">
                  {durationWords(costSeconds * 1_000)}, {risk}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  );
}

const PHASE: Readonly<Record<string, string>> = { initialConditions: "initial conditions" };
