import { ArrowLeft } from "lucide-react";
import type { Catalogue } from "#machines/contract/index.ts";
import { board as boardOf } from "#machines/journal/board.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { sayAlert } from "#machines/explain/alert-needs.ts";
import { sayBegunFrom } from "#machines/explain/begun-from.ts";
import { utcSecondsWords, utcWords } from "#machines/explain/time.ts";
import type { AdvicePart } from "#machines/explain/advice.ts";
import { HASHES, HASHES_APART, HASHES_WHY } from "#machines/explain/hashes.ts";
import { sayItem, seqsOf, toldVerdict, type ToldItem, type ToldPart, type ToldVerdict } from "#machines/explain/told.ts";
import { citedOutputs, type CitedOutput } from "#machines/journal/cited-outputs.ts";
import type { Message, ShownPicture } from "#machines/journal/message.ts";
import { isDrawn, pathOf } from "#machines/journal/path.ts";
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
import { visible } from "../command/visible.ts";
import { PathOnPaper } from "../path/PathOnPaper.tsx";
import styles from "./paper.module.css";
import { PrintButton } from "./PrintButton.tsx";
import { WhatRan } from "./WhatRan.tsx";

interface Props {
  readonly id: string;
  readonly number: number;
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  /** Exports tell other addresses. */
  readonly pseudonyms: boolean;
}

/** An investigation on paper: what happened, why one may believe it, what to do, what was run where. */
export function Paper({ id, number, events, catalogue, pseudonyms }: Props): React.JSX.Element {
  const judgement = judge(factsOf(events, catalogue));
  const board = boardOf(events, { catalogue, judgement });
  const messages = conversation(events, { catalogue, judgement });
  const [first] = events;
  if (board === null || first?.type !== "started") return <Empty title="This log does not begin an investigation." />;
  const verdict = messages.findLast((message) => message.kind === "verdict");
  const told = verdict === undefined ? null : toldVerdict(verdictView(events, verdict.verdict, { runbook: first.runbook, catalogue }));
  const path = pathOf(events, catalogue);
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
      {told !== null ? <VerdictPart verdict={told} /> : <p>There is no verdict.</p>}
      {path === null || !isDrawn(path) ? null : <PathOnPaper view={path} />}
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
      <Hashes outputs={told === null ? [] : citedOutputs(events, catalogue, seqsOf(told))} apart={pseudonyms} />
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

function VerdictPart({ verdict }: { readonly verdict: ToldVerdict }): React.JSX.Element {
  return (
    <>
      <section>
        <h2>Verdict</h2>
        <p className={styles.say}>{visible(verdict.say)}</p>
        {verdict.lines.map((line) => (
          <p key={line}>{visible(line)}</p>
        ))}
      </section>
      {verdict.parts.map((part) => (
        <PartOf key={part.title} part={part} />
      ))}
    </>
  );
}

function PartOf({ part: { title, kind, items } }: { readonly part: ToldPart }): React.JSX.Element {
  const List = kind === "proofs" ? "ol" : "ul";
  return (
    <section>
      <h2>{visible(title)}</h2>
      <List>
        {items.map((item) => (
          <li key={`${item.lead ?? ""} ${sayItem(item)}`}>
            <Item item={item} />
          </li>
        ))}
      </List>
    </section>
  );
}

function Item({ item }: { readonly item: ToldItem }): React.JSX.Element {
  const { lead, parts, rule } = item;
  if (lead === undefined) return <>{visible(sayItem(item))}</>;
  return (
    <>
      <b>{lead}:</b>{" "}
      {rule === undefined ? parts.map((part, index) => <Advised key={`${index} ${part.text}`} part={part} />) : sayAlert(rule.alert)}
    </>
  );
}

const Advised = ({ part: { text, code } }: { readonly part: AdvicePart }): React.JSX.Element =>
  code ? <code className={styles.typed}>{visible(text)}</code> : <>{visible(text)}</>;

/** Against them paper can be held. */
function Hashes({ outputs, apart }: { readonly outputs: readonly CitedOutput[]; readonly apart: boolean }): React.JSX.Element | null {
  if (outputs.length === 0) return null;
  return (
    <section>
      <h2>{HASHES}</h2>
      <p className={styles.about}>{apart ? HASHES_APART : HASHES_WHY}</p>
      <ul className={styles.ran}>
        {outputs.map(({ seq, hostName, title, startedAt, bytes, sha256, removed }) => (
          <li key={seq} className={styles.hash}>
            <p>
              <b>e{seq}</b> {hostName}, {title}, {utcSecondsWords(startedAt)}, {countWords(bytes, "byte")}
              {removed ? ", no longer kept" : ""}
            </p>
            <code>{sha256}</code>
          </li>
        ))}
      </ul>
    </section>
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
