import { useMemo } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { chartOf } from "#machines/journal/chart.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { wayOf } from "#machines/journal/way.ts";
import { Empty } from "../atoms/Place.tsx";
import { Statechart } from "../statechart/Statechart.tsx";
import { askedWords } from "./asked.ts";
import styles from "./board.module.css";

interface Props {
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** The statechart of this runbook with the way walked so far. */
export function Machine({ events, catalogue }: Props): React.JSX.Element {
  const [first] = events;
  const runbook = first?.type === "started" ? first.runbook : null;
  const chart = useMemo(() => (runbook === null ? null : chartOf(runbook, catalogue)), [runbook, catalogue]);
  const way = useMemo(() => wayOf(events, catalogue), [events, catalogue]);
  if (chart === null || runbook === null || way === null)
    return (
      <div className={styles.pad}>
        <Empty title="No machine yet.">It stands here when the investigation has begun.</Empty>
      </div>
    );
  return (
    <Statechart
      chart={chart}
      way={way}
      title={`${runbook.id} v${runbook.version}`}
      about={askedWords(way)}
      file={`${runbook.id}-machine`}
    />
  );
}
