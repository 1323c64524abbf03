import { useMemo } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { pathOf } from "#machines/journal/path.ts";
import { Empty } from "../atoms/Place.tsx";
import { PathDrawing } from "../path/PathDrawing.tsx";
import styles from "./board.module.css";

interface Props {
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** The network path as far as it was read, and where packets vanish on it. */
export function Path({ events, catalogue }: Props): React.JSX.Element {
  const view = useMemo(() => pathOf(events, catalogue), [events, catalogue]);
  const [first] = events;
  if (view === null || first?.type !== "started" || view.hops.length === 0)
    return (
      <div className={styles.pad}>
        <Empty title="No path yet.">It is drawn when the investigation has its hosts.</Empty>
      </div>
    );
  return (
    <>
      <PathDrawing view={view} file={`${first.runbook.id}-path`} />
      {view.discovered ? null : (
        <p className={styles.aside}>
          {view.legs.length > 0
            ? "Drawn from what was counted on each host. This runbook reads no layout, so the interfaces in between and their MTUs are not known."
            : "These are the hosts as they were named. What lies between them was not read."}
        </p>
      )}
      {view.seq === null ? null : (
        <p className={styles.aside}>
          From the layouts of all hosts, <a href={`#e${view.seq}`}>event {view.seq}</a>. Flow tables of a virtual switch are not followed.
        </p>
      )}
    </>
  );
}
