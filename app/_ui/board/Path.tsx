import { useMemo } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { pathOf, type PathView } from "#machines/journal/path.ts";
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
        <Empty title="No path yet.">
          It is drawn when something was read of the way between two hosts. A runbook that looks at one host alone has none.
        </Empty>
      </div>
    );
  return (
    <>
      <PathDrawing view={view} file={`${first.runbook.id}-path`} />
      <p className={styles.aside}>{notReadIn(view)}</p>
      {view.beside.map(({ id, host }) => (
        <p key={`${id} ${host}`} className={styles.aside}>
          The cause <code>{id}</code> is on {host}, which is not on the way that is drawn.
        </p>
      ))}
      {view.seq === null ? null : (
        <p className={styles.aside}>
          From the layouts of all hosts, <a href={`#e${view.seq}`}>event {view.seq}</a>. Flow tables of a virtual switch are not followed.
        </p>
      )}
    </>
  );
}

/** What of the way nobody read, said once. */
function notReadIn({ discovered, hops, legs }: PathView): string {
  if (discovered) return "Between two hosts, and where no MTU stands, nothing was read.";
  if (legs.length === 0 && hops.every(({ kind }) => kind === "host"))
    return "These are the hosts as they were named. What lies between them was not read.";
  const unseen = [...new Set(hops.flatMap(({ kind, host }) => (kind === "host" ? [host] : [])))];
  const guessed = hops.some(({ kind }) => kind === "busiest");
  return [
    "Drawn from what each host counted and told. What lies between the hosts was not read.",
    ...(unseen.length === 0 ? [] : [`Which interface it passes was not read on ${unseen.join(", ")}.`]),
    ...(guessed
      ? ["Where a box says most packets, the way was not read: it is the interface that moved by far the most in the window."]
      : []),
  ].join(" ");
}
