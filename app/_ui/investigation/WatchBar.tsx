"use client";

import { clsx } from "clsx";
import { Eye } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { WatchShown, WatchShownMember } from "#server/read/watch.ts";
import { Button } from "../atoms/Button.tsx";
import { When } from "../atoms/Time.tsx";
import { Timed } from "../atoms/Timed.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./watch.module.css";

interface Props {
  readonly id: string;
  readonly watch: WatchShown;
  readonly events: readonly InvestigationEvent[];
  /** Asks before it stops; absent for whoever may not, and where this investigation runs itself: there its head has it. */
  readonly onStop: (() => void) | undefined;
}

/** What other investigations of the watch come to is no entry of this log: it is looked up so often. */
const EVERY_MS = 15_000;

/** Above an investigation of a watch that judges each event: which one it is, what came of all of them, and the way to the others. */
export function WatchBar({ id, watch: initial, events, onStop }: Props): React.JSX.Element {
  const watch = useWatch(id, initial, events);
  const { members, say, stands, goesOn } = watch;
  const at = members.findIndex((member) => member.id === id);
  const [before, here, after] = [members[at - 1], members[at], members[at + 1]];
  return (
    <section className={styles.bar} aria-label="The watch that this belongs to">
      <div className={styles.line}>
        <Eye size={16} strokeWidth={STROKE} aria-hidden />
        <p className={styles.words}>
          <b>{here?.title}</b> {say} <Timed text={stands} />
        </p>
        <span className={styles.ways}>
          {before === undefined ? null : <Way member={before} say={`Event ${before.event}`} rel="prev" />}
          {after === undefined ? null : <Way member={after} say={`Event ${after.event}`} rel="next" />}
          {goesOn && onStop !== undefined ? (
            <Button small onClick={onStop}>
              Stop the watch
            </Button>
          ) : null}
        </span>
      </div>
      {members.length < 2 ? null : (
        <details className={styles.all}>
          <summary>All {members.length} investigations of it</summary>
          <ol>
            {members.map((member) => (
              <li key={member.id} className={clsx(member.id === id && styles.here)}>
                <span className="number">{member.event}</span>
                {member.id === id ? (
                  <span aria-current="page">INV-{member.number}</span>
                ) : (
                  <Link href={`/investigations/${member.id}`} prefetch={false}>
                    INV-{member.number}
                  </Link>
                )}
                <span className={styles.end}>{member.say}</span>
                <span className="number dim">
                  <When at={member.at} />
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Way({ member, say, rel }: { readonly member: WatchShownMember; readonly say: string; readonly rel: string }): React.JSX.Element {
  return (
    <Link href={`/investigations/${member.id}`} prefetch={false} rel={rel} title={`INV-${member.number}: ${member.say}`}>
      {say}
    </Link>
  );
}

const TELLING: ReadonlySet<InvestigationEvent["type"]> = new Set(["concluded", "stopped", "paused", "resumed", "watchGoesOn", "watchOver"]);

/** As the server told it with the page, then as it is now: when this log says something of it, and every so often while it goes on. */
function useWatch(id: string, initial: WatchShown, events: readonly InvestigationEvent[]): WatchShown {
  const [watch, setWatch] = useState(initial);
  const told = events.filter(({ type }) => TELLING.has(type)).length;
  const { goesOn } = watch;
  useEffect(() => {
    const over = new AbortController();
    const look = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      const answer = await fetch(`/api/v1/investigations/${id}/watch`, over).catch(() => null);
      // Without an answer what is known stands; the head says that nothing is connected.
      const said = answer?.ok === true ? ((await answer.json()) as { readonly watch: WatchShown | null }) : null;
      if (said?.watch && !over.signal.aborted) setWatch(said.watch);
    };
    void look();
    const timer = goesOn ? setInterval(() => void look(), EVERY_MS) : undefined;
    return () => {
      over.abort();
      clearInterval(timer);
    };
  }, [id, told, goesOn]);
  return watch;
}
