"use client";

import { useId, useState } from "react";
import type { CommandCard, CommandRun } from "#machines/journal/message.ts";
import type { ReadingView } from "#machines/journal/rows.ts";
import { explainFailure } from "#machines/explain/failure.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Button } from "../atoms/Button.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { Tabs, type Tab } from "../atoms/Tabs.tsx";
import { Whole } from "../atoms/Whole.tsx";
import { bytesWords, numberWords } from "../atoms/format.ts";
import { Lines } from "./Lines.tsx";
import { Parsed } from "./Parsed.tsx";
import styles from "./command.module.css";
import { linesOf } from "./visible.ts";
import { part } from "../atoms/part.tsx";

const RawOutput = part(() => import("./RawOutput.tsx").then(({ RawOutput: component }) => component));

interface Props {
  readonly card: CommandCard;
  readonly view: ReadingView;
  readonly observations: string;
  readonly onSkip: ((test: string) => void) | undefined;
}

type View = "parsed" | "raw" | "stderr";

export function CardBody({ card, view, observations, onSkip }: Props): React.JSX.Element | null {
  const panel = useId();
  const ran = card.runs.filter((run) => run.facts !== null);
  const hasReading = view.fields.length > 0 || view.tables.length > 0;
  const [chosen, setChosen] = useState<View>("parsed");
  const [at, setAt] = useState(0);
  const tabs: readonly Tab<View>[] = [
    { id: "parsed", say: "Parsed" },
    { id: "raw", say: "Raw" },
    ...(card.from === undefined ? [{ id: "stderr" as const, say: "stderr" }] : []),
  ];
  const run = ran[Math.min(at, ran.length - 1)];
  const failed = card.runs.filter(
    (one, index, all) => one.failure !== null && all.findIndex((other) => other.failure?.kind === one.failure?.kind) === index,
  );
  const silent = ran.every(({ facts }) => (facts?.stdoutBytes ?? 0) + (facts?.stderrBytes ?? 0) === 0);
  if (run === undefined || run.facts === null || (silent && failed.length > 0))
    return (
      <>
        {failed.map((one) => (
          <Impossible key={one.request} card={card} run={one} onSkip={onSkip} />
        ))}
      </>
    );
  const url = `${observations}/${encodeURIComponent(run.facts.observation)}`;
  return (
    <>
      <Tabs
        label={`Output of ${card.title}`}
        tabs={tabs}
        chosen={chosen}
        onChoose={setChosen}
        panelId={panel}
        beside={<Sizes runs={ran} />}
      />
      {chosen !== "parsed" && ran.length > 1 ? <Moments runs={ran} at={at} onChoose={setAt} /> : null}
      <div id={panel} role="tabpanel" aria-label={chosen}>
        {chosen === "parsed" && hasReading ? <Parsed view={view} /> : null}
        {chosen === "parsed" && !hasReading ? <Head run={run} /> : null}
        {chosen === "parsed" ? null : (
          <Awaiting
            fallback={
              <div className={styles.out}>
                <Skeleton rows={3} />
              </div>
            }
          >
            <RawOutput
              key={`${url}${chosen}`}
              url={`${url}?stream=${chosen === "raw" ? "stdout" : "stderr"}`}
              label={`${chosen === "raw" ? "Output" : "Error output"} of ${card.title} on ${card.hostName}`}
            />
          </Awaiting>
        )}
      </div>
      {failed.map((one) => (
        <Impossible key={one.request} card={card} run={one} onSkip={onSkip} />
      ))}
    </>
  );
}

function Moments({
  runs,
  at,
  onChoose,
}: {
  readonly runs: readonly CommandRun[];
  readonly at: number;
  readonly onChoose: (at: number) => void;
}): React.JSX.Element {
  return (
    <div className={styles.moments} role="group" aria-label="Which reading">
      {runs.map((run, index) => (
        <button key={run.request} type="button" aria-pressed={index === at} onClick={() => onChoose(index)}>
          {run.moment}
        </button>
      ))}
    </div>
  );
}

function Sizes({ runs }: { readonly runs: readonly CommandRun[] }): React.JSX.Element {
  const bytes = runs.reduce((sum, { facts }) => sum + (facts?.stdoutBytes ?? 0) + (facts?.stderrBytes ?? 0), 0);
  const cut = runs.some(({ facts }) => facts?.truncated);
  return (
    <span className={styles.sizes}>
      {cut ? <b>cut at its limit · </b> : null}
      {bytesWords(bytes)}
    </span>
  );
}

/** Without a reading the first lines stand here; the rest is under Raw. */
function Head({ run }: { readonly run: CommandRun }): React.JSX.Element {
  const lines = linesOf(run.facts?.head ?? "");
  const total = run.facts?.lines ?? lines.length;
  if (lines.length === 0) return <p className={styles.nothing}>It printed nothing on stdout.</p>;
  return (
    <div className={styles.out} tabIndex={0} role="region" aria-label="First lines">
      <Lines lines={lines} numbered={false} />
      {total > lines.length ? (
        <div className={styles.earlier}>
          {numberWords(total - lines.length)} more {total - lines.length === 1 ? "line" : "lines"} under Raw
        </div>
      ) : null}
    </div>
  );
}

/** What failed, what it means for the investigation, what to do. */
function Impossible({
  card,
  run,
  onSkip,
}: {
  readonly card: CommandCard;
  readonly run: CommandRun;
  readonly onSkip: Props["onSkip"];
}): React.JSX.Element | null {
  if (run.failure === null) return null;
  const { begins, means, todo } = explainFailure(run.failure, { host: card.hostName, what: card.title });
  return (
    <div className={styles.note}>
      <p>
        <b>{begins}.</b> <Whole text={`${means} ${todo}`} />
      </p>
      {onSkip === undefined || card.askedBy !== null ? null : (
        <div className="row">
          <Button small onClick={() => onSkip(card.test)}>
            Skip test
          </Button>
        </div>
      )}
    </div>
  );
}
