"use client";

import { RotateCcw } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { Catalogue, EvidenceState, Runbook, Standing } from "#machines/contract/index.ts";
import { simulate, type Simulation } from "#machines/simulate/view.ts";
import { stageOf } from "#machines/simulate/stage.ts";
import { NO_TRIAL, withRound, type Trial } from "#machines/simulate/trial.ts";
import { Hypotheses } from "../board/Hypotheses.tsx";
import { Button } from "../atoms/Button.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { readSetup, writeSetup, type Setup } from "./address.ts";
import { Hosts } from "./Hosts.tsx";
import { Next } from "./Next.tsx";
import styles from "./simulator.module.css";
import { Suppose } from "./Suppose.tsx";
import { Tests } from "./Tests.tsx";

interface Props {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
  readonly onPlayed: (overlay: {
    readonly standings: Readonly<Record<string, Standing>>;
    readonly evidence: Readonly<Record<string, EvidenceState>>;
  }) => void;
}

/** The real engine on imagined hosts: what each test would show is chosen, and the standings move. No host is asked anything. */
export function Simulator({ runbook, catalogue, onPlayed }: Props): React.JSX.Element {
  const [setup, setSetup] = useState<Setup>(() => readSetup(runbook, location.search));
  const stage = useMemo(() => stageOf(runbook, catalogue, setup.roles), [runbook, catalogue, setup.roles]);
  const simulation = useMemo(() => simulate(stage, setup.trial), [stage, setup.trial]);
  const { trial } = setup;
  const begun = trial.window !== null || Object.keys(trial.outcomes).length > 0;
  useEffect(() => onPlayed(begun ? overlayOf(simulation) : { standings: {}, evidence: {} }), [simulation, begun, onPlayed]);
  useEffect(() => {
    const back = (): void => setSetup(readSetup(runbook, location.search));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, [runbook]);
  const change = (next: Setup): void => {
    setSetup(next);
    const query = writeSetup(runbook, next);
    const address = `${location.pathname}${query === "" ? "" : `?${query}`}`;
    // Back undoes one answer.
    if (address !== `${location.pathname}${location.search}`) history.pushState(history.state, "", `${address}${location.hash}`);
  };
  const set = (next: Trial): void => change({ ...setup, trial: next });
  return (
    <>
      <div className={styles.scroll}>
        <div className={styles.title}>
          <h2>Simulator</h2>
          <span className="grow" />
          {begun ? (
            <>
              <CopyButton text={() => Promise.resolve(location.href)} label="Copy the link to this simulation" />
              <Button
                small
                look="quiet"
                data-action="Start the simulation over"
                onClick={() => set({ ...NO_TRIAL, suppose: trial.suppose })}
              >
                <RotateCcw size={16} strokeWidth={STROKE} aria-hidden />
                Start over
              </Button>
            </>
          ) : null}
        </div>
        <p className={styles.lead}>The engine, on imagined hosts. Choose what each test would show; nothing is run anywhere.</p>
        <Suppose simulation={simulation} trial={trial} onChange={set} />
        <Hosts runbook={runbook} roles={setup.roles} onChange={(roles) => change({ roles, trial: { ...NO_TRIAL } })} />
        <Tests runbook={runbook} simulation={simulation} trial={trial} onChange={set} />
        <div className={styles.standings}>
          <Hypotheses hypotheses={simulation.hypotheses} />
        </div>
      </div>
      <Next simulation={simulation} begun={begun} onAnswer={(tests) => set(withRound(trial, tests))} />
    </>
  );
}

/** One word a hypothesis and a cell: as it stands on the host where it stands best, and what its predictions came to there. */
function overlayOf({ hypotheses }: Simulation): Parameters<Props["onPlayed"]>[0] {
  const rows = [...hypotheses.refuted, ...hypotheses.open, ...hypotheses.supported];
  const standings: Readonly<Record<string, Standing>> = Object.fromEntries(rows.map(({ hypothesis, standing }) => [hypothesis, standing]));
  const best = rows.filter(({ hypothesis, standing }) => standings[hypothesis] === standing);
  const seen = (state: EvidenceState): readonly (readonly [string, EvidenceState])[] =>
    best.flatMap(({ hypothesis, predictions }) =>
      predictions.filter((line) => line.state === state).map(({ test }) => [`${hypothesis}|${test}`, state] as const),
    );
  return {
    standings,
    evidence: Object.fromEntries([...seen("unknown"), ...seen("held"), ...seen("failed")]),
  };
}
