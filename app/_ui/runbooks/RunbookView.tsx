"use client";

import { BookOpen, ChevronRight, FlaskConical, Play } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import type { Catalogue, EvidenceState, Runbook, Standing } from "#machines/contract/index.ts";
import type { Matrix as Predictions } from "#machines/explain/matrix.ts";
import type { Chart } from "#machines/journal/chart.ts";
import { ButtonLink } from "../atoms/Button.tsx";
import { Chip } from "../atoms/Chip.tsx";
import { countWords } from "../atoms/format.ts";
import { Skeleton } from "../atoms/Place.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { Matrix } from "./Matrix.tsx";
import matrixStyles from "./matrix.module.css";
import styles from "./runbook.module.css";
import { runsWords, type RunCounts } from "./runs.ts";
import { later } from "../atoms/later.ts";

/** The engine comes along with it: loaded when the page stands. */
const Simulator = dynamic(
  later(() => import("../simulator/Simulator.tsx").then((module) => module.Simulator)),
  {
    ssr: false,
    loading: () => (
      <div className={styles.waiting}>
        <Skeleton rows={12} />
      </div>
    ),
  },
);

const Statechart = dynamic(
  later(() => import("../statechart/Statechart.tsx").then((module) => module.Statechart)),
  { ssr: false },
);

/** What a simulation says about the cells of the matrix. */
export interface Overlay {
  readonly standings: Readonly<Record<string, Standing>>;
  readonly evidence: Readonly<Record<string, EvidenceState>>;
}

const NO_OVERLAY: Overlay = { standings: {}, evidence: {} };

interface Props {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
  readonly matrix: Predictions;
  readonly chart: Chart;
  readonly statistics: RunCounts | null;
  readonly mayInvestigate: boolean;
  readonly cases: React.ReactNode;
  readonly causes: React.ReactNode;
  readonly runs: React.ReactNode;
  readonly guide: React.ReactNode;
}

/** A runbook drawn from its own data, and the simulator that plays it. */
export function RunbookView(props: Props): React.JSX.Element {
  const { runbook, catalogue, matrix, chart, cases, causes, runs, guide } = props;
  const [overlay, setOverlay] = useState(NO_OVERLAY);
  return (
    <div className={styles.runbook}>
      <Header {...props} />
      <div className={styles.columns}>
        <div className={styles.body}>
          <Section
            id="matrix"
            title="What each cause would make visible"
            beside={`${countWords(matrix.rows.length, "hypothesis", "hypotheses")} × ${countWords(matrix.columns.length, "test")}`}
          >
            <p className={matrixStyles.legend}>
              <span>
                <b>bold</b> characteristic: supports if it holds
              </span>
              <span>regular: necessary, refutes if it fails</span>
            </p>
            <Matrix matrix={matrix} {...overlay} />
            {matrix.forOthers.length === 0 ? null : (
              <p className={styles.forOthers}>
                Read for others, predict nothing themselves:{" "}
                {matrix.forOthers.map(({ id, title }, index) => (
                  <span key={id}>
                    {index === 0 ? "" : ", "}
                    {title} <code>{id}</code>
                  </span>
                ))}
              </p>
            )}
          </Section>
          <Section id="machine" title="Statechart" beside="made from the table above; the order is chosen while it runs">
            <div className={styles.chart}>
              <Statechart
                chart={chart}
                title={`${runbook.id} v${runbook.version}`}
                about={countWords(runbook.tests.length, "test")}
                file={`${runbook.id}-machine`}
              />
            </div>
          </Section>
          <Section id="causes" title="Causes" beside="sources, what looks alike, what to do">
            {causes}
          </Section>
          <Section id="cases" title="Cases" beside="recordings, and the verdict that each must give in every test run">
            {cases}
          </Section>
          <Section id="runs" title="Runs here">
            {runs}
          </Section>
          {guide === null ? null : (
            <Section id="guide" title="Guide">
              {guide}
            </Section>
          )}
        </div>
        <aside className={styles.aside} aria-label="Simulator" id="simulator" tabIndex={-1}>
          <Simulator runbook={runbook} catalogue={catalogue} onPlayed={setOverlay} />
        </aside>
      </div>
    </div>
  );
}

function Header({ runbook, statistics, mayInvestigate, guide }: Props): React.JSX.Element {
  const roles = Object.values(runbook.roles).map(({ title, required }) => (required ? title : `${title} (optional)`));
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <nav aria-label="Breadcrumb" className={styles.crumbs}>
          <Link href="/runbooks">Runbooks</Link>
          <ChevronRight size={14} strokeWidth={STROKE} aria-hidden />
        </nav>
        <h1>{runbook.title}</h1>
        <span className={styles.name}>
          <code className="dim">{runbook.id}</code>
          <Chip>v{runbook.version}</Chip>
        </span>
        <span className={styles.acts}>
          <ButtonLink href="#simulator" small className={styles.toSimulator}>
            <FlaskConical size={16} strokeWidth={STROKE} aria-hidden />
            Simulator
          </ButtonLink>
          {guide === null ? null : (
            <ButtonLink href="#guide" small>
              <BookOpen size={16} strokeWidth={STROKE} aria-hidden />
              Guide
            </ButtonLink>
          )}
          {mayInvestigate ? (
            <ButtonLink href={`/new/${runbook.id}`} look="primary" small data-action="Investigate with this runbook">
              <Play size={16} strokeWidth={STROKE} aria-hidden />
              Investigate
            </ButtonLink>
          ) : null}
        </span>
      </div>
      <div className={styles.second}>
        <p>{runbook.symptoms.slice(0, 3).map(quoted).join(", ")}</p>
        <p className="dim">
          {runsWords(statistics)} · hosts: {roles.join(", ")}
        </p>
      </div>
    </header>
  );
}

const quoted = (symptom: string): string => `“${symptom}”`;

function Section({
  id,
  title,
  beside,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly beside?: string;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <section id={id} className={styles.section} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title}
        {beside === undefined ? null : <small>{beside}</small>}
      </h2>
      {children}
    </section>
  );
}
