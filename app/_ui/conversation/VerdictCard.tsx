"use client";

import { clsx } from "clsx";
import { Circle, CircleDot, CircleQuestionMark, CircleSlash } from "lucide-react";
import { useMemo } from "react";
import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import type { CauseView, Message, VerdictView } from "#machines/journal/message.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { sayNeeds } from "#machines/explain/alert-needs.ts";
import { REMAINS, RISK, STEP } from "#machines/explain/step-words.ts";
import { toPutIn } from "#machines/explain/steps.ts";
import { TRIGGERS, triggersWhy } from "#machines/explain/trigger.ts";
import { signatureOf } from "#machines/sweep/signature.ts";
import { ButtonLink } from "../atoms/Button.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { Timed } from "../atoms/Timed.tsx";
import { Whole } from "../atoms/Whole.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { countWords } from "../atoms/format.ts";
import { visible } from "../command/visible.ts";
import { Advised } from "./Advised.tsx";
import { Evidence, Rivals } from "./VerdictChain.tsx";
import { Next, Watched } from "./VerdictNext.tsx";
import styles from "./verdict.module.css";
import { later } from "../atoms/later.ts";

interface Props {
  readonly message: Extract<Message, { kind: "verdict" }>;
  readonly exportUrl: string;
  /** Of the investigation: the next one is told where it comes from. */
  readonly id: string;
  readonly catalogue: Catalogue;
}

/** How it ended and why: cause, chain of evidence, rivals, unknowns, what to do now. */
export function VerdictCard({ message, exportUrl, id, catalogue }: Props): React.JSX.Element {
  const { events, verdict, runbook } = message;
  const view = useMemo(() => verdictView(events, verdict, { runbook, catalogue }), [events, verdict, runbook, catalogue]);
  // A single cause is the sentence itself; only its place is left to say.
  const place = view.causes.length === 1 ? (view.causes[0]?.where ?? null) : null;
  const where = place === null || view.say.includes(view.causes[0]?.object ?? place) ? null : place;
  return (
    <section className={styles.verdict} aria-label="Verdict">
      <section>
        <p className={styles.first}>
          <Badge view={view} /> <span className="dim">{view.causes[0]?.because}</span>
        </p>
        <h2>
          <Whole text={view.say} />
        </h2>
        {where === null && view.symptom.length === 0 ? null : (
          <p className={styles.symptom}>
            {where === null ? null : <span className={styles.where}>{where}</span>} <Whole text={view.symptom.join(" · ")} />
          </p>
        )}
        {view.hides.map((say) => (
          <p key={say} className={styles.symptom}>
            {say}
          </p>
        ))}
      </section>
      {view.causes.length < 2 && [view.contributing, view.triggers, view.remains].every(({ length }) => length === 0) ? null : (
        <Causes view={view} />
      )}
      <Evidence lines={view.evidence} />
      <Next view={view} id={id} />
      {view.kind === "symptomAbsent" && runbook.reproduction !== undefined ? <Watched id={id} runbook={runbook.id} /> : null}
      {view.kind === "cause" ? (
        <>
          <Others view={view} />
          <Unknown view={view} />
        </>
      ) : (
        // Nobody has to read what it was not before what would tell what it is.
        <>
          <Unknown view={view} />
          <Others view={view} />
        </>
      )}
      {view.causes.map((cause) => (
        <Advice
          key={cause.id + (cause.where ?? "")}
          cause={cause}
          runbook={runbook.id}
          title={view.causes.length > 1 || view.contributing.length > 0 ? cause.claim : null}
        />
      ))}
      {view.contributing.map((cause) => (
        <Advice key={cause.id + (cause.where ?? "")} cause={cause} runbook={runbook.id} title={`What contributes: ${cause.claim}`} />
      ))}
      <section className={styles.acts}>
        <CopyButton small={false} look="plain" label="Copy as Markdown" text={() => markdownFrom(exportUrl)}>
          Copy as Markdown
        </CopyButton>
        {sweepable(view, runbook, catalogue).map((cause) => (
          <ButtonLink key={cause} href={`/sweeps/new?type=${runbook.id}&cause=${cause}`} prefetch={false}>
            Look for it on other hosts
          </ButtonLink>
        ))}
        <span className="grow" />
        <span className="dim">
          {countWords(view.commands, "command")} · {CHANGED[view.changed]}
        </span>
      </section>
    </section>
  );
}

interface Shown {
  readonly view: VerdictView;
}

/** What else it might have been, and what speaks against it. */
function Others({ view }: Shown): React.JSX.Element {
  return (
    <>
      <Rivals title="Rivals and what refuted each" rivals={view.refuted} icon={CircleSlash} />
      <Rivals title="Explained away: what is missing is accounted for" rivals={view.explainedAway} icon={Circle} />
      <Rivals title="Not seen: hidden behind what was named" rivals={view.hidden} icon={Circle} />
    </>
  );
}

/** What is not known, and what to do about it. */
function Unknown({ view }: Shown): React.JSX.Element {
  const decide =
    view.wouldDecide.length === 0 ? null : (
      <section>
        <h3>What would decide</h3>
        <ol className={styles.chain}>
          {view.wouldDecide.map((one, index) => (
            <li key={one}>
              <i>{index + 1}</i>
              <span>{one}</span>
            </li>
          ))}
        </ol>
      </section>
    );
  return (
    <>
      {view.kind === "cause" ? null : decide}
      <Rivals title="Still open" rivals={view.open} icon={Circle} />
      {view.missing.length === 0 ? null : (
        <section>
          <h3>Stayed unknown</h3>
          <ul className={styles.plain}>
            {view.missing.map((one) => (
              <li key={`${one.test} ${one.hostName}`}>
                <code>{one.test}</code> on <Whole text={`${one.hostName}: ${visible(one.reason)}`} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {view.kind === "cause" ? decide : null}
    </>
  );
}

/** The cause, where a host at rest can show it. What a sweep saw leads to an investigation first. */
function sweepable({ kind, causes: [cause] }: VerdictView, runbook: Runbook, catalogue: Catalogue): readonly string[] {
  if (kind !== "cause" || cause === undefined || runbook.signature !== undefined) return [];
  return "cannot" in signatureOf(runbook, cause.id, catalogue) ? [] : [cause.id];
}

/** The same text that the export gives: one place composes it. */
async function markdownFrom(url: string): Promise<string> {
  const answer = await fetch(`${url}?format=markdown`);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.text();
}

const CHANGED: Readonly<Record<VerdictView["changed"], string>> = {
  nothing: "0 changes on hosts",
  unproven: "not every check could compare the hosts",
  differs: "a host differs from before, see Hosts",
};

const BADGE = {
  confirmed: { say: "Confirmed", icon: CircleDot, tone: "held" },
  established: { say: "Established", icon: CircleDot, tone: "held" },
  suspected: { say: "Suspected", icon: Circle, tone: "plain" },
  several: { say: "Several fit", icon: CircleQuestionMark, tone: "unknown" },
  noneOfThese: { say: "None of these", icon: CircleSlash, tone: "plain" },
  undetermined: { say: "Undetermined", icon: CircleQuestionMark, tone: "unknown" },
  symptomAbsent: { say: "Symptom absent", icon: CircleSlash, tone: "plain" },
} as const;

function Badge({ view }: Shown): React.JSX.Element {
  const { say, icon: Icon, tone } = BADGE[view.kind === "cause" ? (view.certainty ?? "suspected") : view.kind];
  return (
    <span className={clsx(styles.badge, tone !== "plain" && styles[tone])}>
      <Icon size={14} strokeWidth={STROKE} aria-hidden />
      {say}
    </span>
  );
}

function Causes({ view }: Shown): React.JSX.Element {
  const title = view.kind === "several" ? "May be" : "Cause";
  return (
    <section>
      <dl className={styles.pairs}>
        {(view.causes.length === 1 ? [] : view.causes).map((cause) => (
          <Pair key={cause.id + (cause.where ?? "")} title={title}>
            {cause.claim} {cause.where === null ? null : <span className={styles.where}>{cause.where}</span>}
          </Pair>
        ))}
        {view.contributing.map((cause) => (
          <Pair key={cause.id + (cause.where ?? "")} title="Contributing">
            {cause.claim}
          </Pair>
        ))}
        {view.remains.map((say) => (
          <Pair key={say} title={REMAINS}>
            {visible(say)}
          </Pair>
        ))}
        {view.triggers.length === 0 ? null : (
          <Pair title={TRIGGERS}>
            {view.triggers.map((say) => (
              <span key={say}>
                <Timed text={visible(say)} />{" "}
              </span>
            ))}
            <span className="dim">{triggersWhy(view.triggers)}</span>
          </Pair>
        )}
      </dl>
    </section>
  );
}

function Pair({ title, children }: { readonly title: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

const ruling = later(() => import("#machines/explain/alert-rule.ts"));

/** In the words of Prometheus, with what leads its alerts back here. */
async function ruleText(alert: Extract<CauseView["alert"], { expr: string }>, of: { runbook: string; cause: string }): Promise<string> {
  const { alertRule } = await ruling();
  return alertRule(alert, of);
}

interface AdviceProps {
  readonly cause: CauseView;
  readonly runbook: string;
  /** Where there are several. */
  readonly title: string | null;
}

function Advice({ cause, runbook, title }: AdviceProps): React.JSX.Element | null {
  const { advice, steps, alert } = cause;
  if (advice === null || steps === null) return null;
  const hole = toPutIn(steps);
  return (
    <section>
      {title === null ? null : <h3>{title}</h3>}
      <dl className={styles.pairs}>
        <Pair title={STEP.now}>
          <Advised parts={steps.now} /> <span className="dim">{RISK[advice.risk]}</span>
        </Pair>
        <Pair title={STEP.undo}>
          <Advised parts={steps.undo} />
        </Pair>
        <Pair title={STEP.permanent}>
          <Advised parts={steps.permanent} />
        </Pair>
        {hole === null ? null : (
          <Pair title={STEP.hole}>
            <span data-hole>{visible(hole)}</span>
          </Pair>
        )}
        {alert === null ? null : (
          <Pair title={STEP.alert}>
            {"none" in alert ? (
              alert.none
            ) : (
              <span className={styles.rule}>
                <span>
                  <code>{alert.expr}</code> <span className="dim">for {alert.for}</span>
                  <span className={`dim ${styles.needs ?? ""}`}>{sayNeeds(alert)}</span>
                </span>
                <CopyButton text={() => ruleText(alert, { runbook, cause: cause.id })} label="Copy the rule for Prometheus" />
              </span>
            )}
          </Pair>
        )}
      </dl>
    </section>
  );
}
