import { useMemo, useState } from "react";
import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import { stageOf } from "#machines/simulate/stage.ts";
import { NO_TRIAL, withRound, type Trial } from "#machines/simulate/trial.ts";
import { simulate } from "#machines/simulate/view.ts";
import { Hosts } from "../simulator/Hosts.tsx";
import { Next } from "../simulator/Next.tsx";
import { Simulator } from "../simulator/Simulator.tsx";
import simulator from "../simulator/simulator.module.css";
import { Suppose } from "../simulator/Suppose.tsx";
import { Tests } from "../simulator/Tests.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";

interface Props {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
}

const ROUNDS = 6;
const FEW = 2;

/** The simulator of a runbook: before anything is chosen, on the way, decided. */
export function Simulating({ runbook, catalogue }: Props): React.JSX.Element {
  const stage = useMemo(() => stageOf(runbook, catalogue, Object.keys(runbook.roles)), [runbook, catalogue]);
  const [narrowed, decided] = useMemo(() => {
    const supposed: Trial = { ...NO_TRIAL, suppose: simulate(stage, NO_TRIAL).instances[0]?.instance ?? null };
    const after = (rounds: number): Trial =>
      Array.from({ length: rounds }).reduce<Trial>((trial) => withRound(trial, simulate(stage, trial).next?.tests ?? []), supposed);
    return [withRound(supposed, simulate(stage, supposed).next?.tests.slice(0, FEW) ?? []), after(ROUNDS)];
  }, [stage]);
  return (
    <>
      <h2>Simulator</h2>
      <Sample title="nothing chosen">
        <form className={styles.scroll} onSubmit={(event) => event.preventDefault()}>
          <Simulator runbook={runbook} catalogue={catalogue} onPlayed={nothing} />
        </form>
      </Sample>
      {[
        { title: "narrowed", from: narrowed },
        { title: "decided", from: decided },
      ].map(({ title, from }) => (
        <Sample key={title} title={title}>
          <Played {...{ runbook, stage, from }} />
        </Sample>
      ))}
    </>
  );
}

const nothing = (): void => undefined;

/** A form of its own: two simulations have fields of the same names. */
function Played({ runbook, stage, from }: { readonly runbook: Runbook; readonly stage: ReturnType<typeof stageOf>; readonly from: Trial }) {
  const [trial, setTrial] = useState(from);
  const simulation = useMemo(() => simulate(stage, trial), [stage, trial]);
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <div className={simulator.scroll}>
        <Suppose simulation={simulation} trial={trial} onChange={setTrial} />
        <Hosts runbook={runbook} roles={Object.keys(runbook.roles)} onChange={nothing} />
        <Tests runbook={runbook} simulation={simulation} trial={trial} onChange={setTrial} />
      </div>
      <Next simulation={simulation} begun onAnswer={(tests) => setTrial(withRound(trial, tests))} />
    </form>
  );
}
