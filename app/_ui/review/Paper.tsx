import { ArrowLeft } from "lucide-react";
import type { Catalogue } from "#machines/contract/index.ts";
import { TRIGGERS, triggersWhy } from "#machines/explain/trigger.ts";
import { board as boardOf } from "#machines/journal/board.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { sayAlert } from "#machines/explain/alert-needs.ts";
import { sayBegunFrom } from "#machines/explain/begun-from.ts";
import { utcWords } from "#machines/explain/time.ts";
import type { CauseView, Message, RivalView, ShownPicture, VerdictView } from "#machines/journal/message.ts";
import { noticeOf, type Notice } from "#machines/journal/notice.ts";
import { sayPicture } from "#machines/journal/picture.ts";
import { hostRows } from "#machines/journal/host-rows.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { judge } from "#machines/judge.ts";
import { ButtonLink } from "../atoms/Button.tsx";
import { clockWords, countWords } from "../atoms/format.ts";
import { Picture } from "../atoms/Picture.tsx";
import { Empty } from "../atoms/Place.tsx";
import { Outcome, STROKE } from "../atoms/Words.tsx";
import { placeOf, seen } from "../command/seen.ts";
import { visible } from "../command/visible.ts";
import styles from "./paper.module.css";
import { PrintButton } from "./PrintButton.tsx";
import { WhatRan } from "./WhatRan.tsx";

interface Props {
  readonly id: string;
  readonly number: number;
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** An investigation on paper: what happened, why one may believe it, what to do, what was run where. */
export function Paper({ id, number, events, catalogue }: Props): React.JSX.Element {
  const judgement = judge(factsOf(events, catalogue));
  const board = boardOf(events, { catalogue, judgement });
  const messages = conversation(events, { catalogue, judgement });
  const [first] = events;
  if (board === null || first?.type !== "started") return <Empty title="This log does not begin an investigation." />;
  const verdict = messages.findLast((message) => message.kind === "verdict");
  const took = board.endedAt === null ? null : clockWords(Date.parse(board.endedAt) - Date.parse(board.startedAt));
  return (
    <article className={styles.paper}>
      <p className={styles.acts}>
        <ButtonLink small href={`/investigations/${id}`} prefetch={false}>
          <ArrowLeft size={16} strokeWidth={STROKE} aria-hidden />
          Back to it
        </ButtonLink>
        <PrintButton />
      </p>
      <header>
        <h1>{board.title}</h1>
        <p>
          <a href={`/investigations/${id}`}>INV-{number}</a>, {first.runbook.title} ({first.runbook.id} version {first.runbook.version}).
          Started by {first.actor.name}, <Utc at={board.startedAt} />
          {took === null ? ", not ended yet" : `, took ${took}`}. {countWords(board.commands, "command")}.
        </p>
        {first.alert === undefined ? null : <p>{visible(sayBegunFrom(first.alert))}</p>}
        <p>
          <Outcome status={board.status} verdict={board.verdict?.kind ?? null} certainty={board.verdict?.causes[0]?.certainty ?? null} />
        </p>
      </header>
      {verdict?.kind === "verdict" ? (
        <VerdictPart view={verdictView(events, verdict.verdict, { runbook: first.runbook, catalogue })} />
      ) : (
        <p>There is no verdict.</p>
      )}
      <section>
        <h2>Hosts</h2>
        <ul>
          {hostRows(events, board.hosts).map(({ key, name, role, address, facts, commands, ledger }) => (
            <li key={key}>
              <b>{name}</b>, {first.runbook.roles[role]?.title.toLowerCase() ?? role}, {address}
              {facts === null ? ", not reached" : `, kernel ${facts.kernel}`}. {countWords(commands.all, "command")} run,{" "}
              {ledgerWords(ledger)}.
            </li>
          ))}
        </ul>
      </section>
      <Notes messages={messages} base={`/api/v1/investigations/${id}/pictures`} />
      <WhatRan messages={messages} id={id} />
    </article>
  );
}

const ledgerWords = (ledger: readonly { readonly same: boolean | null }[] | null): string =>
  ledger === null
    ? "changes were not compared"
    : ledger.some(({ same }) => same === false)
      ? "it differs from before"
      : ledger.some(({ same }) => same === null)
        ? "not everything was compared"
        : "nothing changed";

function VerdictPart({ view }: { readonly view: VerdictView }): React.JSX.Element {
  return (
    <>
      <section>
        <h2>Verdict</h2>
        <p className={styles.say}>{view.say}</p>
        <List items={view.symptom} />
        <List items={view.hides} />
        {view.causes.map((cause) => (
          <p key={cause.id + (cause.where ?? "")}>{cause.because}</p>
        ))}
        <List items={view.contributing.map(({ claim }) => `Contributing: ${claim}`)} />
      </section>
      <Part title={`${TRIGGERS}. ${triggersWhy(view.triggers)}`} items={view.triggers.map(visible)} />
      {[...view.causes, ...view.contributing].map((cause) => (
        <AdvicePart key={cause.id + (cause.where ?? "")} cause={cause} />
      ))}
      {view.evidence.length === 0 ? null : (
        <section>
          <h2>Evidence</h2>
          <ol>
            {view.evidence.map((line) => (
              <li key={line.key}>
                {seen(line)}, on {placeOf(line)}
                {line.during === undefined ? "" : ` ${line.during}`}
                {line.seqs.length === 0 ? "" : ` (${line.seqs.map((seq) => `e${seq}`).join(", ")})`}.
              </li>
            ))}
          </ol>
        </section>
      )}
      <Rivals title="Refuted" rivals={view.refuted} />
      <Rivals title="Explained away" rivals={view.explainedAway} />
      <Rivals title="Not seen: hidden behind what was named" rivals={view.hidden} />
      <Rivals title="Still open" rivals={view.open} />
      <Part title="Stayed unknown" items={view.missing.map(({ test, hostName, reason }) => `${test} on ${hostName}: ${visible(reason)}`)} />
      <Part title="What would decide" items={view.wouldDecide} />
    </>
  );
}

function Rivals({ title, rivals }: { readonly title: string; readonly rivals: readonly RivalView[] }): React.JSX.Element | null {
  return <Part title={title} items={rivals.map(({ claim, by }) => `${claim}${by === null ? "" : ` ${seen(by)}.`}`)} />;
}

function AdvicePart({ cause: { advice, alert, claim } }: { readonly cause: CauseView }): React.JSX.Element | null {
  if (advice === null) return null;
  const told = alert === null ? [] : [`Alert: ${sayAlert(alert)}`];
  return (
    <Part
      title={`What to do: ${claim}`}
      items={[`Now: ${advice.now}`, `Permanent: ${advice.permanent}`, `Undo: ${advice.undo}`, ...told]}
    />
  );
}

function Notes({ messages, base }: { readonly messages: readonly Message[]; readonly base: string }): React.JSX.Element | null {
  const said = messages.flatMap(({ key, at, ...message }) =>
    message.kind === "note"
      ? [{ key, at, who: message.actor.name, text: message.text, review: message.review, pictures: message.pictures ?? [] }]
      : message.kind === "notice" && (message.notice === "signedOff" || message.notice === "handedOver")
        ? toldIn(message).map(({ say, more }) => ({ key, at, who: say, text: more ?? "", review: undefined, pictures: [] }))
        : [],
  );
  if (said.length === 0) return null;
  return (
    <section>
      <h2>Notes, hand-overs and sign-off</h2>
      <ul>
        {said.map(({ key, at, who, text, review, pictures }) => (
          <li key={key}>
            <b>{who}</b>
            {review === undefined ? "" : review.about === null ? ", review note" : `, review note on event ${review.about}`},{" "}
            <Utc at={at} />
            {text === "" ? "" : `: ${text}`}
            {pictures.map((picture, index) => (
              <PaperPicture key={`${picture.sha256} ${index}`} picture={picture} src={`${base}/${picture.sha256}`} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Paper travels: it says its zone. */
const Utc = ({ at }: { readonly at: string }): React.JSX.Element => <time dateTime={at}>{utcWords(at)}</time>;

function toldIn({ event, runbook, hosts }: Pick<Extract<Message, { kind: "notice" }>, "event" | "runbook" | "hosts">): readonly Notice[] {
  const notice = noticeOf(event, runbook, hosts);
  return notice === null ? [] : [notice];
}

function PaperPicture({ picture, src }: { readonly picture: ShownPicture; readonly src: string }): React.JSX.Element {
  const { alt, width, height, removed } = picture;
  return (
    <figure className={styles.picture}>
      {removed ? null : <Picture src={src} alt={alt ?? ""} width={width} height={height} />}
      <figcaption>
        {alt === undefined ? "" : `${alt}. `}
        {sayPicture(picture)}
        {removed ? ". It was removed by the rule of retention" : ""}.
      </figcaption>
    </figure>
  );
}

function Part({ title, items }: { readonly title: string; readonly items: readonly string[] }): React.JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <List items={items} />
    </section>
  );
}

const List = ({ items }: { readonly items: readonly string[] }): React.JSX.Element | null =>
  items.length === 0 ? null : (
    <ul>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
