import { Fragment } from "react";
import type { CommandCard, CommandRun, Message } from "#machines/journal/message.ts";
import { countWords } from "../atoms/format.ts";
import { visible } from "../command/visible.ts";
import styles from "./paper.module.css";

interface Ran {
  readonly card: CommandCard;
  readonly run: CommandRun;
}

/** Each command once, with every host and time it ran: most are read before and after, on several hosts. */
export function WhatRan({ messages, id }: { readonly messages: readonly Message[]; readonly id: string }): React.JSX.Element {
  const all = messages.flatMap((message): readonly Ran[] =>
    message.kind === "command" ? message.card.runs.map((run) => ({ card: message.card, run })) : [],
  );
  const ran = all.filter(({ run }) => run.facts?.derived !== true);
  const derived = [...new Set(all.flatMap(({ card, run }) => (run.facts?.derived === true ? [card.title] : [])))];
  return (
    <section>
      <h2>What was run</h2>
      {ran.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <p className={styles.about}>
          Each command once, with the hosts and times (UTC) it ran. It ended with exit code 0 where nothing else is said.
        </p>
      )}
      <ul className={styles.ran}>
        {[...Map.groupBy(ran, ({ run }) => run.commandLine)].map(([line, runs]) => (
          <li key={line}>
            <p>
              {[...Map.groupBy(runs, ({ card }) => card.hostName)].map(([host, on]) => (
                <span key={host} className={styles.on}>
                  <b>{host}</b>{" "}
                  {once(on).map(({ run }, index) => (
                    <Fragment key={`${run.request} ${run.startedSeq}`}>
                      {index === 0 ? "" : ", "}
                      {run.startedAt.slice(11, 19)}
                      {endOf(run)}
                    </Fragment>
                  ))}
                </span>
              ))}
            </p>
            <Line line={line} ran={runs[0]} id={id} />
          </li>
        ))}
      </ul>
      {derived.length === 0 ? null : (
        <p className={styles.about}>Worked out from their readings, without a command: {derived.join(", ")}.</p>
      )}
    </section>
  );
}

/** What one script answered together is one command. */
const once = (on: readonly Ran[]): readonly Ran[] => [
  ...new Map(
    on.map((ran) => {
      const { facts, startedSeq } = ran.run;
      return [facts?.together === undefined ? startedSeq : `${facts.startedAt} ${facts.together.join(" ")}`, ran] as const;
    }),
  ).values(),
];

function endOf({ facts, failure, state }: CommandRun): string {
  if (facts?.from !== undefined) return " (taken over from another investigation)";
  if (facts?.exitCode === 0 && failure === null) return "";
  if (facts?.exitCode === 0) return " (exit 0, gave no reading)";
  if (facts !== null && facts.exitCode !== null) return ` (exit ${facts.exitCode})`;
  return state === "running" ? " (still runs)" : " (no exit code)";
}

/** A script longer than this is told by its beginning: whole, the scripts fill most of the pages. */
const LINES = 4;
const BEGINNING = 2;
const LETTERS = 400;

/** Long scripts stand by their name and beginning, with a link to the whole. */
function Line({ line, ran, id }: { readonly line: string; readonly ran: Ran | undefined; readonly id: string }): React.JSX.Element {
  const lines = line.split("\n").map(visible);
  if (ran === undefined || (lines.length <= LINES && line.length <= LETTERS)) return <code>{lines.join("\n")}</code>;
  const beginning = lines.slice(0, BEGINNING).join("\n").slice(0, LETTERS);
  return (
    <>
      <code>{beginning} ...</code>
      <p>
        {ran.card.title}: a script of {countWords(lines.length, "line")},{" "}
        <a href={`/investigations/${id}?at=${ran.run.startedSeq}`}>whole at event {ran.run.startedSeq}</a>.
      </p>
    </>
  );
}
