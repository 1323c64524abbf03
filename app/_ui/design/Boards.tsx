import type { Catalogue } from "#machines/contract/index.ts";
import type { Board } from "#machines/journal/board.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Hosts } from "../board/Hosts.tsx";
import { Machine } from "../board/Machine.tsx";
import { Path } from "../board/Path.tsx";
import { Timeline } from "../board/Timeline.tsx";
import { WhyNow } from "../board/WhyNow.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";

export interface BoardsProps {
  readonly states: readonly { readonly title: string; readonly board: Board; readonly events: readonly InvestigationEvent[] }[];
  readonly catalogue: Catalogue;
}

/** The tabs of the case board besides its first, at each moment of an investigation. */
export function Boards({ states, catalogue }: BoardsProps): React.JSX.Element {
  return (
    <>
      {states.map(({ title, board, events }) => {
        const [first] = events;
        const runbook = first?.type === "started" ? first.runbook : null;
        return (
          <div key={title} className={styles.group}>
            <h2>Case board, {title}</h2>
            <Sample title="Path">
              <div className={styles.panel}>
                <Path events={events} catalogue={catalogue} />
              </div>
            </Sample>
            <Sample title="Machine">
              <div className={styles.panel}>
                <Machine events={events} catalogue={catalogue} />
              </div>
            </Sample>
            <Sample title="Hosts">
              <div className={styles.board}>
                <Hosts hosts={board.hosts} events={events} roles={runbook?.roles ?? {}} />
              </div>
            </Sample>
            <Sample title="Timeline">
              <div className={styles.board}>
                <Timeline events={events} catalogue={catalogue} hypotheses={board.hypotheses} />
              </div>
            </Sample>
            {board.chosen === null || runbook === null ? null : (
              <Sample title="Why this test now">
                <div className={styles.board}>
                  <WhyNow chosen={board.chosen} runbook={runbook} catalogue={catalogue} />
                </div>
              </Sample>
            )}
          </div>
        );
      })}
    </>
  );
}
